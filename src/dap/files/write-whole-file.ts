import { replaceFile } from '../../util/replace-file.js';
import { onFile } from './file-error.js';

/**
 * Writes a file that is there as a whole or not at all; see {@link replaceFile}.
 *
 * @throws CodedError `DAP_FILE`.
 */
export async function writeWholeFile(path: string, text: string): Promise<void> {
  await onFile(path, async () => await replaceFile(path, text, `${path}.part`));
}
