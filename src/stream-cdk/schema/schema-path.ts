import { CodedError } from '../../errors.js';

/** File systems take 255 bytes, of which some are left for an extension. */
export const MAX_NAME_BYTES = 200;

/**
 * The file of a stream's schema below the folder of schemas, where the schema loader looks for it.
 *
 * @throws CodedError `TOOL_INPUT` for a name that is not a file name or would leave the folder.
 * @example
 * schemaPath('web_logs', 'canvas_logs') // 'canvas_logs/web_logs.json'
 */
export function schemaPath(name: string, namespace?: string): string {
  const path = namespace === undefined ? name : `${namespace}/${name}`;
  const segments = path.split('/');
  if (segments.length <= 2 && segments.every(isFileName)) return `${path}.json`;
  throw new CodedError('TOOL_INPUT', {
    message: `There can be no schema file for stream ${JSON.stringify(path)}: a name is at most one folder and a file name.`,
    details: { stream: path },
  });
}

/** Whether a segment of a path can be the name of a file wherever the schemas are kept, and leaves no folder. */
export function isFileName(segment: string): boolean {
  const isPlain = !/[\\\p{Cc}]/u.test(segment) && !/^\.*$/.test(segment);
  return isPlain && segment.isWellFormed() && Buffer.byteLength(segment) <= MAX_NAME_BYTES;
}
