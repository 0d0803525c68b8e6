import { link, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../util/has-code.js';
import { withHash } from './safe-name.js';
import { sameContent } from './same-content.js';

/**
 * Gives a complete file its name, never in place of another content: then its name gets a part of its own. Where the
 * same content lies there already, that is the file.
 *
 * @returns its path
 */
export async function placeFile(partPath: string, folder: string, name: string, id: string): Promise<string> {
  for (let candidate = name; ; candidate = withHash(candidate, `${id}/${candidate}`)) {
    const path = join(folder, candidate);
    if (await claim(partPath, path)) return path;
    if (!(await sameContent(partPath, path))) continue;
    await rm(partPath);
    return path;
  }
}

/** File systems without a second name for a file say so in one of these ways. */
const NO_LINKS = ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'];

/** A second name that is then the only one: unlike a rename, it fails where a file lies already. */
async function claim(partPath: string, path: string): Promise<boolean> {
  try {
    await link(partPath, path);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    if (!hasCode(error, ...NO_LINKS)) throw error;
    return await reserve(partPath, path);
  }
  await rm(partPath);
  return true;
}

/** Takes the name with an empty file, then puts the complete one in its place. */
async function reserve(partPath: string, path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx')).close();
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
  await rename(partPath, path);
  return true;
}
