import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CodedError, errorText } from '../errors.js';
import { hasCode } from '../util/has-code.js';

/** Texts by their path below a folder, with forward slashes. */
export type GeneratedFiles = ReadonlyMap<string, string>;

/** What became of each file. */
export interface WrittenFiles {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
}

/**
 * Writes all files or none: before the first is written, each is compared with what lies there.
 *
 * @throws CodedError `TOOL_FILE_EXISTS` when one differs and `force` is not set; `TOOL_INPUT` when the folder cannot be
 * written to, as when it is a file.
 */
export async function writeFiles(folder: string, files: GeneratedFiles, force: boolean): Promise<WrittenFiles> {
  const written: string[] = [];
  const unchanged: string[] = [];
  const foreign: string[] = [];
  for (const [path, text] of files) {
    const present = await textOf(join(folder, path));
    if (present === text) unchanged.push(path);
    else if (present === undefined || force) written.push(path);
    else foreign.push(path);
  }
  if (foreign.length > 0) throw fileExists(folder, foreign);
  for (const path of written) await write(join(folder, path), files.get(path) ?? '');
  return { written, unchanged };
}

async function write(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (error) {
    throw notWritable(path, error);
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw notWritable(path, error);
  }
}

function notWritable(path: string, error: unknown): CodedError {
  return new CodedError('TOOL_INPUT', { message: `${path} cannot be written: ${errorText(error)}.`, cause: error });
}

function fileExists(folder: string, paths: readonly string[]): CodedError {
  const shown = paths.slice(0, 5).join(', ');
  const more = paths.length > 5 ? ` and ${paths.length - 5} more` : '';
  return new CodedError('TOOL_FILE_EXISTS', {
    message: `In ${folder} there is already another ${shown}${more}; nothing was written.`,
    details: { folder, paths },
  });
}
