import { CodedError } from '../../errors.js';
import { hasCode } from '../../util/has-code.js';

/**
 * Runs `work`; a failure of the file system comes out as a `DAP_FILE` error that names the path.
 *
 * @param path - what `work` writes or reads
 */
export async function onFile<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fileError(path, error);
  }
}

/** The error for a failure of the file system; anything else comes back as it is. */
function fileError(path: string, error: unknown): unknown {
  if (!isSystemError(error)) return error;
  const { code } = error;
  return new CodedError('DAP_FILE', {
    message: `${path}: ${MEANINGS.get(code) ?? `the file system refuses it (${code})`}.`,
    details: { path, systemCode: code },
    cause: error,
  });
}

const MEANINGS: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'there is no permission to write it'],
  ['EDQUOT', 'the quota of the disk is used up'],
  ['EEXIST', 'something else lies there already'],
  ['EISDIR', 'it is a folder'],
  ['ENOSPC', 'the disk is full'],
  ['ENOTDIR', 'a part of the path is not a folder'],
  ['EROFS', 'the disk cannot be written'],
]);

function isSystemError(error: unknown): error is NodeJS.ErrnoException & { readonly code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}

/** Whether a file or folder is simply not there. */
export function isAbsent(error: unknown): boolean {
  return hasCode(error, 'ENOENT');
}
