import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { onFile } from './file-error.js';

/**
 * Writes a file that is there as a whole or not at all, whenever the program or the machine stops. An older file of
 * that name is replaced.
 *
 * @throws CodedError `DAP_FILE`.
 */
export async function writeWholeFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.part`;
  await onFile(path, async () => {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  });
}
