import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** The default name of the folder that streams' schemas refer to. */
const USUAL_NAME = 'shared';

/**
 * The folder of shared schemas: the one given; else `shared` beside the folder of the stream schemas, or inside it,
 * as in Airbyte's Python connectors, if there is none beside it.
 */
export async function findSharedDir(schemasDir: string, given: string | undefined): Promise<string> {
  if (given !== undefined) return resolve(given);
  const beside = resolve(schemasDir, '..', USUAL_NAME);
  const inside = join(resolve(schemasDir), USUAL_NAME);
  return !(await isFolder(beside)) && (await isFolder(inside)) ? inside : beside;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // An error in it is reported, with its place, when a file of it is needed.
    return false;
  }
}
