import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, errorText } from '../../../errors.js';
import { isSchemaFileName } from '../../../schema/loading/schema-file-name.js';
import { SchemaLoader } from '../../../schema/schema-loader.js';
import type { ReceivedStream } from '../../../testing/received-message.js';
import { readPayload } from '../read-payload.js';

/** One of the two versions that are compared. */
export interface Version {
  readonly path: string;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly streams?: readonly ReceivedStream[];
}

/**
 * Reads a version: a file with what a connector said, or a folder with a schema for each stream, the folder of shared
 * ones beside it or in it.
 *
 * @throws CodedError `TOOL_INPUT` when it cannot be used; `SCHEMA_*` for a broken schema in a folder.
 */
export async function readVersion(path: string): Promise<Version> {
  if (await isFolder(path)) return { path, streams: await readFolder(path) };
  const { streams, ...payload } = await readPayload(path);
  return { path, ...payload, ...(streams === undefined ? {} : { streams: streams.map(({ stream }) => stream) }) };
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw new CodedError('TOOL_INPUT', { message: `${path} cannot be read: ${errorText(error)}.`, cause: error });
  }
}

async function readFolder(folder: string): Promise<ReceivedStream[]> {
  const names = (await schemaNames(folder)).sort();
  if (names.length === 0) throw new CodedError('TOOL_INPUT', { message: `${folder} holds no schema.` });
  const loader = new SchemaLoader({ schemasDir: folder });
  return await Promise.all(names.map(async (name) => ({ name, json_schema: await loader.load(name) })));
}

/** Names as the schema loader knows them: of the folder itself and of the folders in it, the shared one excepted. */
async function schemaNames(folder: string): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isFile()) names.push(...stem(entry.name));
    if (!entry.isDirectory() || entry.name === 'shared') continue;
    const inner = await readdir(join(folder, entry.name), { withFileTypes: true });
    names.push(...inner.filter((file) => file.isFile()).flatMap((file) => stem(`${entry.name}/${file.name}`)));
  }
  return names;
}

function stem(file: string): string[] {
  return isSchemaFileName(file) ? [file.slice(0, -'.json'.length)] : [];
}
