import { join } from 'node:path';
import { stringifyJson } from '../../util/json.js';
import type { DapApi } from '../api.js';
import type { CallOptions } from '../client-options.js';
import type { TableRef } from '../table-ref.js';
import { runOnTables, type TablesOptions } from '../tables/run-on-tables.js';
import { wholeName } from './safe-name.js';
import { writeWholeFile } from './write-whole-file.js';

/** A schema as a file. */
export interface SchemaFile {
  readonly path: string;
  readonly version: number;
}

const INDENT = 4;

/** Writes `{"schema": …, "version": …}` to `<table>_schema_version_<n>.json`, as the official client does. */
export async function downloadTableSchema(
  api: DapApi,
  ref: TableRef,
  outputDirectory: string,
  options?: CallOptions,
): Promise<SchemaFile> {
  const { schema, version } = await api.getTableSchema(ref, options);
  const path = join(outputDirectory, wholeName(`${ref.table}_schema_version_${version}.json`));
  await writeWholeFile(path, stringifyJson({ schema, version }, INDENT));
  return { path, version };
}

/** The same for several tables; failures are collected. */
export async function downloadTableSchemas(
  api: DapApi,
  namespace: string,
  tables: readonly string[],
  outputDirectory: string,
  options?: TablesOptions,
): Promise<Map<string, SchemaFile>> {
  const download = async (_: string, table: string, signal: AbortSignal | undefined) =>
    await downloadTableSchema(api, { namespace, table }, outputDirectory, { signal });
  return await runOnTables(namespace, tables, 'schema', download, options);
}
