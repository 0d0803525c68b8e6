import { Client } from 'pg';
import type { Column, ColumnType } from '../../../src/dap/index.js';
import type { Database, RowLoad, TableSession } from '../../../src/sql/contract/database.js';
import type { EnumTypeDesign, SqlColumn, TableDesign } from '../../../src/sql/contract/design.js';
import type { LoadCell } from '../../../src/sql/contract/load-cell.js';
import type { Replica } from '../../../src/sql/contract/names.js';
import type { NewRecord } from '../../../src/sql/contract/record.js';
import {
  openPostgresql,
  type PostgresqlSettings,
  postgresqlTypes,
} from '../../../src/sql/dialects/postgresql/index.js';
import { createMetaTables } from '../../../src/sql/meta/meta-tables.js';

const SERVER = { host: '127.0.0.1', port: 5432, user: 'postgres', password: '' };

/** A database of its own on the real server. */
export interface Lab {
  readonly settings: PostgresqlSettings;
  /** A plain connection, as a user has it. */
  readonly sql: Client;
  readonly database: Database;
  /** First column of all rows. */
  values(statement: string): Promise<unknown[]>;
  /** Ends the server's process of whoever works on a table. */
  killSessions(): Promise<void>;
  close(): Promise<void>;
}

export async function createLab(base: string): Promise<Lab> {
  const name = `${base}_${process.pid}`;
  const admin = new Client({ ...SERVER, database: 'postgres' });
  await admin.connect();
  await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await admin.query(
    `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'`,
  );
  const settings = { ...SERVER, database: name, applicationName: 'dap' };
  const sql = new Client({ ...SERVER, database: name });
  await sql.connect();
  const database = await openPostgresql(settings, { meta: createMetaTables('postgresql') });
  await database.prepare();
  return {
    settings,
    sql,
    database,
    values: async (statement) => (await sql.query({ text: statement, rowMode: 'array' })).rows.map((row) => row[0]),
    killSessions: async () => {
      await sql.query(
        `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1 AND application_name LIKE 'dap test%'`,
        [name],
      );
    },
    close: async () => {
      await database.close();
      await sql.end();
      await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}

export function replicaOf(table: string, schema = 'canvas'): Replica {
  return { ref: { namespace: schema, table }, target: { schema, table } };
}

/** What a test says of a column. */
export interface ColumnSketch {
  readonly type: ColumnType;
  readonly required?: boolean;
  readonly default?: Column['default'];
  readonly title?: string;
}

export const BIGINT: ColumnType = { kind: 'integer', bits: 64 };
export const TEXT: ColumnType = { kind: 'text' };

export function enumOf(typeName: string, ...values: string[]): ColumnType {
  return { kind: 'enum', values, typeName, open: false };
}

/** A design of a table with the key `id`, by the dialect's own types. */
export function designOf(replica: Replica, sketches: Readonly<Record<string, ColumnSketch>>): TableDesign {
  const enumTypes: EnumTypeDesign[] = [];
  const columns = [
    columnOf(replica, 'id', { type: BIGINT, required: true }, enumTypes, true),
    ...Object.entries(sketches).map(([name, sketch]) => columnOf(replica, name, sketch, enumTypes)),
  ];
  return { ...replica, columns, key: ['id'], enumTypes, schemaVersion: 1, schemaText: '{}' };
}

export function columnOf(
  replica: Replica,
  name: string,
  sketch: ColumnSketch,
  enumTypes: EnumTypeDesign[] = [],
  isKey = false,
): SqlColumn {
  const column: Column = {
    name,
    part: isKey ? 'key' : 'value',
    nullable: sketch.required !== true,
    type: sketch.type,
    ...(sketch.default === undefined ? {} : { default: sketch.default }),
    ...(sketch.title === undefined ? {} : { title: sketch.title }),
  };
  const declared = postgresqlTypes.typeOf(column, replica);
  if (declared.enumType !== undefined) enumTypes.push(declared.enumType);
  const defaultSql = postgresqlTypes.defaultOf(column, declared);
  return {
    name,
    headerName: `${column.part}.${name}`,
    column,
    type: declared.type,
    form: declared.form,
    isKey,
    nullable: column.nullable,
    ...(defaultSql === undefined ? {} : { defaultSql }),
    ...(sketch.title === undefined ? {} : { comment: sketch.title }),
  };
}

export function recordOf(replica: Replica, timestamp = '2026-03-01T08:00:00.123456Z'): NewRecord {
  const own = { origin: { url: 'http://dap.test', account: 'a' }, columns: [], writtenBy: '0.0.0' };
  return { ...replica, timestamp, schemaVersion: 1, schemaText: '{}', own: own as unknown as NewRecord['own'] };
}

/** `[1, 'a', null]` as a line of COPY. */
export function linesOf(rows: readonly (readonly (string | number | null)[])[]): Buffer {
  const cell = (value: string | number | null) =>
    value === null
      ? '\\N'
      : String(value).replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  return Buffer.from(rows.map((row) => `${row.map(cell).join('\t')}\n`).join(''));
}

export type Row = readonly (string | number | null)[];

/** Loads one file. */
export async function loadFile(load: RowLoad, columns: readonly SqlColumn[], rows: readonly Row[]): Promise<void> {
  await load.beginFile(columns.map((column) => ({ kind: 'column', column })));
  await load.write(linesOf(rows), rows.length);
  await load.endFile();
}

/** Loads one file of changes: instant, action, cells. */
export async function loadChanges(load: RowLoad, columns: readonly SqlColumn[], rows: readonly Row[]): Promise<void> {
  const cells: LoadCell[] = [{ kind: 'instant' }, { kind: 'action' }];
  await load.beginFile([...cells, ...columns.map((column) => ({ kind: 'column', column }) as const)]);
  await load.write(linesOf(rows), rows.length);
  await load.endFile();
}

/** A table with rows and its record. */
export async function initialize(lab: Lab, design: TableDesign, rows: readonly Row[]): Promise<void> {
  await using session = await lab.database.open(design, 'test');
  const load = await session.createLoad(design);
  await loadFile(load, design.columns, rows);
  await load.commit(recordOf(design));
}

/** A session that merges, with the table as the catalogue has it. */
export async function existingOf(session: TableSession) {
  const existing = await session.existing();
  if (existing === undefined) throw new Error('The table is not there.');
  return existing;
}
