import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes a file that is there as a whole or not at all, whenever the program or the machine stops. An older file of
 * that name is replaced, missing folders are made.
 *
 * @param temporary - where the text is written first, in the folder of `path`.
 */
export async function replaceFile(path: string, text: string, temporary: string): Promise<void> {
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
}
