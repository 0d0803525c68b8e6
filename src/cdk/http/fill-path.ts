import { CodedError } from '../../errors.js';

const FIELD = /\{([^{}]*)\}/g;
/** URLs have no other meaning for them than "here" and "up", escaped or not. */
const NO_NAMES: ReadonlySet<string> = new Set(['', '.', '..']);

/**
 * A path with the fields of a slice in the place of their names, escaped: `teams/{teamId}/members`.
 *
 * @throws CodedError `CDK_STREAM_DEFINITION` when the slice has no such field, or one that cannot be a part of a path.
 */
export function fillPath(template: string, slice: object, stream: string): string {
  return template.replaceAll(FIELD, (_match, name: string) => {
    const value: unknown = Object.hasOwn(slice, name) ? slice[name as keyof typeof slice] : undefined;
    if (value === undefined) throw badPath(stream, template, `its slice has no ${name}`);
    const text = typeof value === 'object' ? '' : String(value);
    if (NO_NAMES.has(text)) throw badPath(stream, template, `${name} of a slice cannot be a part of a path`);
    return encodeURIComponent(text);
  });
}

function badPath(stream: string, template: string, why: string): CodedError {
  return new CodedError('CDK_STREAM_DEFINITION', {
    message: `Stream ${stream} has the path "${template}", but ${why}.`,
  });
}
