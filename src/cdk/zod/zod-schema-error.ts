import { CodedError, type ErrorCode } from '../../errors.js';

/** An error about a field of a zod shape; `path` is that of the JSON schema made from it. */
export function zodSchemaError(code: ErrorCode, path: readonly (string | number)[], text: string): CodedError {
  const field = fieldName(path);
  const place = field === '' ? 'The zod shape of a stream' : `Field ${field} of the zod shape of a stream`;
  return new CodedError(code, { message: `${place} ${text}`, details: { field } });
}

/**
 * The field that a path of a JSON schema leads to.
 *
 * @example
 * fieldName(['properties', 'offices', 'items', 'anyOf', 0, 'properties', 'city']) // 'offices[].city'
 */
function fieldName(path: readonly (string | number)[]): string {
  const parts: string[] = [];
  for (let at = 0; at < path.length; at += 1) {
    const step = path[at];
    if (step === 'properties') {
      at += 1;
      parts.push(`.${path[at]}`);
    } else if (step === 'items' || step === 'additionalItems') {
      parts.push('[]');
    }
  }
  return parts.join('').replace(/^\./, '');
}
