import { randomBytes } from 'node:crypto';
import mysql from 'mysql2/promise';
import type { Column } from '../../../src/dap/index.js';
import type { Database, RowLoad } from '../../../src/sql/contract/database.js';
import type { SqlColumn, TableDesign } from '../../../src/sql/contract/design.js';
import type { LoadCell } from '../../../src/sql/contract/load-cell.js';
import type { Replica } from '../../../src/sql/contract/names.js';
import type { NewRecord } from '../../../src/sql/contract/record.js';
import { type MysqlParts, type MysqlSettings, mysqlTypes, openMysql } from '../../../src/sql/dialects/mysql/index.js';
import { createMetaTables } from '../../../src/sql/meta/meta-tables.js';

const SERVER = { host: '127.0.0.1', port: 3306, user: 'root' };

/** A database of its own, with a connection for looking at it. */
export interface Lab extends AsyncDisposable {
  readonly name: string;
  query(sql: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  /** After a restart of the server. */
  reconnect(): Promise<void>;
  open(settings?: Partial<MysqlSettings>, parts?: Partial<Omit<MysqlParts, 'meta'>>): Promise<Database>;
}

/** Makes an empty database; everything is dropped at the end. */
export async function createLab(port = SERVER.port): Promise<Lab> {
  const name = `dap_my_${randomBytes(5).toString('hex')}`;
  const server = { ...SERVER, port };
  const connect = async (): Promise<mysql.Connection> => {
    const texts = { dateStrings: true, jsonStrings: true, supportBigNumbers: true, bigNumberStrings: true };
    const made = await mysql.createConnection({ ...server, ...texts });
    made.on('error', () => undefined);
    return made;
  };
  let client = await connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.query(`USE ${name}`);
  const opened: Database[] = [];
  return {
    name,
    query: async (sql, values = []) => (await client.query(sql, [...values]))[0] as Record<string, unknown>[],
    reconnect: async () => {
      client = await connect();
      await client.query(`USE ${name}`);
    },
    open: async (settings = {}, parts = {}) => {
      const meta = createMetaTables('mysql');
      const all = { ...server, database: name, applicationName: 'dap-test', ...settings };
      const database = await openMysql(all, { meta, ...parts });
      opened.push(database);
      await database.prepare();
      return database;
    },
    [Symbol.asyncDispose]: async () => {
      for (const database of opened) await database.close();
      await client.query(`DROP DATABASE ${name}`);
      await client.end();
    },
  };
}

export const USERS: Replica = {
  ref: { namespace: 'canvas', table: 'users' },
  target: { schema: 'canvas', table: 'users' },
};

/** A column of DAP; key columns are not nullable, the others are unless told. */
export function column(name: string, type: Column['type'], more: Partial<Column> = {}): Column {
  const part = more.part ?? 'value';
  return { name, part, type, nullable: part === 'value', ...more };
}

export const ID = column('id', { kind: 'integer', bits: 64 }, { part: 'key' });
export const NAME = column('name', { kind: 'text' });
export const STATE = column('state', {
  kind: 'enum',
  values: ['active', "it's", 'Active'],
  typeName: 'users__state',
  open: false,
});

/** The columns as a fresh table has them. */
export function sqlColumns(columns: readonly Column[]): SqlColumn[] {
  return columns.map((each) => {
    const declared = mysqlTypes.typeOf(each, USERS);
    const defaultSql = mysqlTypes.defaultOf(each, declared);
    return {
      name: each.name,
      headerName: `${each.part}.${each.name}`,
      column: each,
      type: declared.type,
      form: declared.form,
      isKey: each.part === 'key',
      nullable: each.nullable,
      ...(defaultSql === undefined ? {} : { defaultSql }),
      ...(each.title === undefined ? {} : { comment: each.title }),
    };
  });
}

export function design(columns: readonly Column[], replica: Replica = USERS): TableDesign {
  const key = columns.filter(({ part }) => part === 'key').map(({ name }) => name);
  return {
    ...replica,
    columns: sqlColumns(columns),
    key,
    comment: 'Users of Canvas',
    enumTypes: [],
    schemaVersion: 1,
    schemaText: '{}',
  };
}

export function record(timestamp = '2026-03-01T08:00:00.123456Z', replica: Replica = USERS): NewRecord {
  const origin = { url: 'https://api.test', client: '0123456789abcdef' };
  return {
    ...replica,
    timestamp,
    schemaVersion: 1,
    schemaText: '{}',
    own: { origin, columns: ['id'], writtenBy: 'test' },
  };
}

/** Writes one file: rows in the load format, each without its line end. */
export async function writeFile(
  load: RowLoad,
  columns: readonly SqlColumn[],
  rows: readonly string[],
  lead: readonly LoadCell[] = [],
): Promise<void> {
  await load.beginFile([...lead, ...columns.map((each): LoadCell => ({ kind: 'column', column: each }))]);
  await load.write(Buffer.from(rows.map((row) => `${row}\n`).join('')), rows.length);
  await load.endFile();
}

/** The cells before those of the columns in files of changes. */
export const META_CELLS: readonly LoadCell[] = [{ kind: 'instant' }, { kind: 'action' }];

/** A table of users, loaded and recorded. */
export async function initialize(
  database: Database,
  columns: readonly Column[],
  rows: readonly string[],
): Promise<void> {
  await using session = await database.open(USERS, 'test');
  const plan = design(columns);
  const load = await session.createLoad(plan);
  await writeFile(load, plan.columns, rows);
  await load.commit(record());
}
