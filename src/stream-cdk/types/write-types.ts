import { type GeneratedFiles, type WrittenFiles, writeFiles } from '../write-files.js';
import { presentTypes } from './present-types.js';

/** What became of each file, and which of earlier runs have no schema any more. */
export interface WrittenTypes extends WrittenFiles {
  readonly stale: readonly string[];
}

/**
 * Writes declarations over those that this tool wrote before, and over nothing else unless forced to.
 *
 * @throws CodedError `TOOL_FILE_EXISTS`, before anything is written, when a file is somebody's own.
 */
export async function writeTypes(folder: string, files: GeneratedFiles, force: boolean): Promise<WrittenTypes> {
  const present = await presentTypes(folder);
  const isOurs = (path: string) => present.has(path);
  const fresh = await writeFiles(folder, new Map([...files].filter(([path]) => !isOurs(path))), force);
  const renewed = await writeFiles(folder, new Map([...files].filter(([path]) => isOurs(path))), true);
  return {
    written: [...fresh.written, ...renewed.written],
    unchanged: [...fresh.unchanged, ...renewed.unchanged],
    stale: [...present.keys()].filter((path) => !files.has(path)),
  };
}
