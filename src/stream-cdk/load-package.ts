import { CodedError } from '../errors.js';

/**
 * Loads a package that only one of the tools needs, so that the others do without it.
 *
 * @throws CodedError `OPTIONAL_PACKAGE_MISSING` when it is not installed.
 */
export async function loadPackage<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new CodedError('OPTIONAL_PACKAGE_MISSING', {
      message: `This needs the package ${name}: npm install --save-dev ${name}.`,
      cause: error,
    });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
}
