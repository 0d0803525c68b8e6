import type { GeneratedFiles } from '../write-files.js';
import { presentTypes } from './present-types.js';

/**
 * What keeps the declarations in a folder from being those of the schemas, one line per file; empty if they are.
 *
 * @throws CodedError `TOOL_INPUT` when the folder cannot be read.
 */
export async function checkTypes(folder: string, files: GeneratedFiles): Promise<string[]> {
  const present = await presentTypes(folder);
  const wanted = [...files].flatMap(([path, text]) => {
    const found = present.get(path);
    if (found === undefined) return [`${path} is missing, or not written by this tool`];
    return found === text ? [] : [`${path} is not up to date`];
  });
  const stale = [...present.keys()].filter((path) => !files.has(path));
  return [...wanted, ...stale.map((path) => `${path} has no schema any more`)];
}
