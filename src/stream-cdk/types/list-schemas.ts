import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { CodedError, errorText } from '../../errors.js';
import { isSchemaFileName } from '../../schema/loading/schema-file-name.js';

/**
 * The names of all stream schemas of a folder, as the schema loader wants them, sorted. The folder of shared schemas
 * may lie inside; it holds no streams.
 *
 * @throws CodedError `TOOL_INPUT` when the folder cannot be read or has no schema.
 * @example
 * await listSchemas('schemas', 'shared') // ['canvas_logs/web_logs', 'users']
 */
export async function listSchemas(schemasDir: string, sharedDir: string): Promise<string[]> {
  const root = resolve(schemasDir);
  const shared = relative(root, resolve(sharedDir));
  const names = (await schemaFiles(root))
    .filter((file) => !file.startsWith(`${shared}${sep}`))
    .map((file) => file.slice(0, -'.json'.length).split(sep).join('/'));
  if (names.length > 0) return names.sort();
  throw new CodedError('TOOL_INPUT', { message: `${schemasDir} holds no schema: one <stream>.json each is wanted.` });
}

async function schemaFiles(root: string): Promise<string[]> {
  try {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    return entries.filter(isSchemaFile).map((entry) => relative(root, join(entry.parentPath, entry.name)));
  } catch (error) {
    throw new CodedError('TOOL_INPUT', { message: `${root} cannot be read: ${errorText(error)}.`, cause: error });
  }
}

function isSchemaFile(entry: Dirent): boolean {
  return !entry.isDirectory() && isSchemaFileName(entry.name);
}
