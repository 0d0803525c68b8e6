import { CodedError } from '../../../errors.js';
import type { PageRequest } from './paginator.js';

/**
 * Where a request carries a value: a query parameter (a text alone is the name of one), a header, a member of the JSON
 * body (`paging.after`), or the path, as a template: `{path}/after/{value}`, where `{path}` is the path of the stream.
 */
export type Place =
  | string
  | { readonly param: string }
  | { readonly header: string }
  | { readonly json: string }
  | { readonly path: string };

/**
 * The change of a request that carries `value` at `place`.
 *
 * @throws CodedError `CDK_HTTP_RESPONSE` when it is a list or an object, which only a JSON body can carry.
 */
export function put(value: unknown, place: Place): PageRequest {
  if (typeof place === 'object' && 'json' in place) return { json: [[place.json, value]] };
  const text = toText(value);
  if (typeof place === 'string') return { params: { [place]: text } };
  if ('param' in place) return { params: { [place.param]: text } };
  if ('header' in place) return { headers: { [place.header]: text } };
  return { path: place.path.replaceAll('{value}', () => encodeURIComponent(text)) };
}

/** Two changes as one; the second one takes precedence. */
export function together(first: PageRequest, second: PageRequest): PageRequest {
  return {
    ...first,
    ...second,
    params: { ...first.params, ...second.params },
    headers: { ...first.headers, ...second.headers },
    json: [...(first.json ?? []), ...(second.json ?? [])],
  };
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  throw new CodedError('CDK_HTTP_RESPONSE', {
    message: 'The next page is named by a list or an object, which only the JSON body of a request can carry.',
  });
}
