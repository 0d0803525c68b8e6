import { loadPackage } from '../../../../util/load-package.js';

/**
 * Loads the library of a decoder, when the first body is decoded.
 *
 * @throws CodedError `OPTIONAL_PACKAGE_MISSING` when it is not installed, as after `npm install --omit=optional`.
 */
export async function loadDecoder<T>(name: string, load: () => Promise<T>): Promise<T> {
  return await loadPackage(
    name,
    load,
    `This decoder needs the package ${name}, which is not installed: npm install ${name}.`,
  );
}
