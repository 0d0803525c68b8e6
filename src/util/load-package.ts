import { CodedError } from '../errors.js';
import { hasCode } from './has-code.js';

/**
 * Loads a package that only one feature needs, so that the others work without it.
 *
 * @param message - replaces the sentence that names the package
 * @throws CodedError `OPTIONAL_PACKAGE_MISSING` when it is not installed.
 */
export async function loadPackage<T>(name: string, load: () => Promise<T>, message?: string): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!hasCode(error, 'ERR_MODULE_NOT_FOUND')) throw error;
    throw new CodedError('OPTIONAL_PACKAGE_MISSING', {
      message: message ?? `This needs the package ${name}: npm install --save-dev ${name}.`,
      cause: error,
    });
  }
}
