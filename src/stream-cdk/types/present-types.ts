import type { Dirent } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, errorText } from '../../errors.js';
import { hasCode } from '../../util/has-code.js';
import { GENERATED_MARK } from './generate-types.js';

/**
 * The declarations in a folder that this tool wrote, with their texts, by their path with forward slashes; none where
 * there is no such folder.
 *
 * @throws CodedError `TOOL_INPUT` when it cannot be read.
 */
export async function presentTypes(folder: string): Promise<ReadonlyMap<string, string>> {
  const present = new Map<string, string>();
  for (const path of await declarationsIn(folder)) {
    const text = await readFile(join(folder, path), 'utf8');
    if (text.startsWith(GENERATED_MARK)) present.set(path, text);
  }
  return present;
}

/** In the folder itself and in those of namespaces: deeper folders have none, but may have many other files. */
async function declarationsIn(folder: string): Promise<string[]> {
  const entries = await entriesOf(folder);
  const deeper = entries
    .filter((entry) => entry.isDirectory())
    .map(async ({ name }) => {
      const inside = await entriesOf(join(folder, name));
      return inside.filter(isDeclaration).map((entry) => `${name}/${entry.name}`);
    });
  return [...entries.filter(isDeclaration).map(({ name }) => name), ...(await Promise.all(deeper)).flat()].sort();
}

function isDeclaration(entry: Dirent): boolean {
  return entry.isFile() && entry.name.endsWith('.d.ts');
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw new CodedError('TOOL_INPUT', { message: `${folder} cannot be read: ${errorText(error)}.`, cause: error });
  }
}
