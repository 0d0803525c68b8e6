import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Column, ColumnType } from '../../../src/dap/index.js';
import type { Database, RowLoad } from '../../../src/sql/contract/database.js';
import type { SqlColumn, TableDesign } from '../../../src/sql/contract/design.js';
import type { LoadCell } from '../../../src/sql/contract/load-cell.js';
import type { Replica } from '../../../src/sql/contract/names.js';
import type { NewRecord } from '../../../src/sql/contract/record.js';
import { type DuckdbSettings, duckdbTypes, openDuckdb } from '../../../src/sql/dialects/duckdb/index.js';
import { createMetaTables } from '../../../src/sql/meta/meta-tables.js';

/** A folder of its own for a test. */
export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'duckdb-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Opens a database that is ready for replication. */
export async function openReady(path: string, settings: Partial<DuckdbSettings> = {}): Promise<Database> {
  const database = await openDuckdb({ path, ...settings }, { meta: createMetaTables('duckdb') });
  await database.prepare();
  return database;
}

/** Runs statements on a file that is not open. */
export async function queryFile(path: string, ...statements: string[]): Promise<readonly Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  try {
    let rows: readonly Record<string, unknown>[] = [];
    for (const statement of statements) rows = (await connection.runAndReadAll(statement)).getRowObjectsJson();
    return rows;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

export const REPLICA: Replica = {
  ref: { namespace: 'canvas', table: 'users' },
  target: { schema: 'canvas', table: 'users' },
};

/** How a column differs from a nullable one without a default. */
export interface ColumnOptions {
  readonly isKey?: boolean;
  readonly nullable?: boolean;
  readonly default?: Column['default'];
  readonly comment?: string;
}

/** A column as the design of a table has it. */
export function sqlColumn(name: string, type: ColumnType, options: ColumnOptions = {}): SqlColumn {
  const isKey = options.isKey ?? false;
  const part = isKey ? 'key' : 'value';
  const column: Column = {
    name,
    type,
    part,
    nullable: options.nullable ?? !isKey,
    ...(options.default === undefined ? {} : { default: options.default }),
  };
  const declared = duckdbTypes.typeOf(column, REPLICA);
  const defaultSql = duckdbTypes.defaultOf(column, declared);
  return {
    name,
    headerName: `${part}.${name}`,
    column,
    type: declared.type,
    form: declared.form,
    isKey,
    nullable: column.nullable,
    ...(defaultSql === undefined ? {} : { defaultSql }),
    ...(options.comment === undefined ? {} : { comment: options.comment }),
  };
}

export const ID = sqlColumn('id', { kind: 'integer', bits: 64 }, { isKey: true, comment: 'The key.' });
export const NAME = sqlColumn('name', { kind: 'text' });
export const TAGS = sqlColumn('tags', { kind: 'array', items: { type: { kind: 'text' } } });

/** A table of some columns. */
export function designOf(columns: readonly SqlColumn[], replica = REPLICA): TableDesign {
  return {
    ...replica,
    columns,
    key: columns.filter(({ isKey }) => isKey).map(({ name }) => name),
    comment: 'Users.',
    enumTypes: [],
    schemaVersion: 1,
    schemaText: '{}',
  };
}

/** A record of a table. */
export function recordOf(columns: readonly SqlColumn[], timestamp: string, replica = REPLICA): NewRecord {
  return {
    ...replica,
    timestamp,
    schemaVersion: 1,
    schemaText: '{"type":"object"}',
    own: {
      origin: { url: 'https://dap.test', client: 'one' },
      columns: columns.map(({ name }) => name),
      writtenBy: '0.0.0',
    },
  };
}

/** Cells of columns. */
export function cellsOf(columns: readonly SqlColumn[]): readonly LoadCell[] {
  return columns.map((column) => ({ kind: 'column', column }));
}

/** Cells of changed rows. */
export function changeCells(columns: readonly SqlColumn[]): readonly LoadCell[] {
  return [{ kind: 'instant' }, { kind: 'action' }, ...cellsOf(columns)];
}

/** A cell in the load format. */
function csvCell(value: string | null): string {
  if (value === null) return '\\N';
  return value === '' || /["\\\0\n\r\t]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** Rows in the load format. */
export function csv(rows: readonly (readonly (string | null)[])[]): Buffer {
  return Buffer.from(rows.map((row) => `${row.map(csvCell).join('\t')}\n`).join(''));
}

/** Loads a file. */
export async function loadFile(
  load: RowLoad,
  cells: readonly LoadCell[],
  rows: readonly (readonly (string | null)[])[],
): Promise<void> {
  await load.beginFile(cells);
  await load.write(csv(rows), rows.length);
  await load.endFile();
}

/** A table with some rows. */
export async function initialize(
  database: Database,
  columns: readonly SqlColumn[],
  rows: readonly (readonly (string | null)[])[],
  replica = REPLICA,
): Promise<void> {
  await using session = await database.open(replica, 'test');
  const load = await session.createLoad(designOf(columns, replica));
  await loadFile(load, cellsOf(columns), rows);
  await load.commit(recordOf(columns, '2026-03-01T08:00:00.123456Z', replica));
}
