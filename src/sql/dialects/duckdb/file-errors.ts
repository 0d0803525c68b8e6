import { CodedError, type ErrorCode, errorText } from '../../../errors.js';
import { hasCode } from '../../../util/has-code.js';

const CODES: readonly (readonly [string, ErrorCode])[] = [
  ['ENOSPC', 'SQL_DISK_FULL'],
  ['EDQUOT', 'SQL_DISK_FULL'],
  ['EFBIG', 'SQL_DISK_FULL'],
  ['EACCES', 'SQL_PERMISSION'],
  ['EPERM', 'SQL_PERMISSION'],
  ['EROFS', 'SQL_PERMISSION'],
];

/** What the file system threw, as an error of ours. */
export function toFileError(error: unknown, path: string): CodedError {
  if (error instanceof CodedError) return error;
  const code = CODES.find(([name]) => hasCode(error, name))?.[1];
  const failureType = code === undefined ? ({ failureType: 'config_error' } as const) : {};
  return new CodedError(code ?? 'SQL_CONNECTION', {
    message: `${path}: ${errorText(error)}.`,
    cause: error,
    ...failureType,
  });
}
