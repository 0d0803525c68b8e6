import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { CellText, ReadColumn, ReadTable, Scratch } from './scratch.js';

/** Named like the default of the command line. The catalogue is then named like a schema, and has to be told apart. */
const CATALOG = 'canvas';

/** A database of DuckDB in a temporary folder. The reader opens the file for each call, since only one process may. */
export async function duckdbScratch(): Promise<Scratch> {
  const folder = mkdtempSync(join(tmpdir(), 'dap-duckdb-'));
  const file = join(folder, `${CATALOG}.duckdb`);
  const query: Scratch['query'] = (sql) => withConnection(file, (connection) => run(connection, sql));
  return {
    dialect: 'duckdb',
    url: `duckdb://${file}`,
    query,
    read: (namespace, table) => read(query, namespace, table),
    nameOf: (namespace, table) => nameOf(namespace, table),
    objects: () => objects(query),
    reset: () => {
      for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
      return Promise.resolve();
    },
    pause: () => Promise.resolve(),
    close: () => {
      if (existsSync(folder)) rmSync(folder, { recursive: true });
      return Promise.resolve();
    },
  };
}

async function withConnection<T>(file: string, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(file, { threads: '1' });
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function run(connection: DuckDBConnection, sql: string): Promise<readonly Record<string, CellText>[]> {
  await connection.run("set timezone = 'UTC'");
  const reader = await connection.runAndReadAll(sql);
  return reader.getRowObjectsJson().map((row) => {
    const cells = Object.entries(row).map(([name, value]) => [name, value === null ? null : textOf(value)] as const);
    return Object.fromEntries(cells);
  });
}

function nameOf(namespace: string, table: string): string {
  return `"${CATALOG}"."${namespace}"."${table}"`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

async function read(query: Scratch['query'], namespace: string, table: string): Promise<ReadTable | undefined> {
  const found = await query(
    `select column_name, data_type, is_nullable from duckdb_columns()
     where schema_name = '${namespace}' and table_name = '${table}' and not internal order by column_index`,
  );
  if (found.length === 0) return undefined;
  const columns = found.map(
    (row): ReadColumn => ({
      name: String(row['column_name']),
      type: String(row['data_type']),
      nullable: row['is_nullable'] === 'true',
    }),
  );
  const list = columns.map(({ name, type }) =>
    type.endsWith('[]') ? `to_json("${name}")::varchar "${name}"` : `"${name}"::varchar "${name}"`,
  );
  const rows = await query(`select ${list.join(', ')} from ${nameOf(namespace, table)}`);
  return { columns, rows: rows.map((row) => columns.map(({ name }) => row[name] ?? null)) };
}

async function objects(query: Scratch['query']): Promise<readonly string[]> {
  const rows = await query(
    `select schema_name || '.' || table_name as name from duckdb_tables() where schema_name <> 'instructure_dap'
     union all
     select schema_name || '.' || view_name from duckdb_views() where not internal and schema_name <> 'instructure_dap'
     order by 1`,
  );
  return rows.map((row) => String(row['name']));
}
