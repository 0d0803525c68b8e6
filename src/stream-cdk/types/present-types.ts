import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { CodedError, errorText } from '../../errors.js';
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
    if (text.startsWith(GENERATED_MARK)) present.set(path.split(sep).join('/'), text);
  }
  return present;
}

async function declarationsIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder, { recursive: true })).filter((path) => path.endsWith('.d.ts')).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new CodedError('TOOL_INPUT', { message: `${folder} cannot be read: ${errorText(error)}.`, cause: error });
  }
}
