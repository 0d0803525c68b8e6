import type { ExistingColumn, ExistingTable, LookupTable } from '../../contract/design.js';
import type { Replica } from '../../contract/names.js';
import type { MysqlConnection, ResultRow } from './connection.js';
import { parseEnum } from './enum-values.js';
import { literal } from './names.js';
import { normalType } from './type-words.js';

/** What statements of this dialect need to know of a column, besides what the contract asks. */
export interface CatalogColumn extends ExistingColumn {
  readonly charset?: string;
  readonly collation?: string;
  /** Name of the foreign key that leads to the lookup table. */
  readonly foreignKey?: string;
}

/** A table as the catalogue has it. */
export interface CatalogTable extends ExistingTable {
  readonly columns: readonly CatalogColumn[];
  readonly isView: boolean;
}

/** Reads a table of the database; undefined when there is none. */
export async function readTable(
  connection: MysqlConnection,
  table: string,
  replica: Replica,
): Promise<CatalogTable | undefined> {
  const [row] = await connection.query(
    `SELECT TABLE_TYPE AS kind, TABLE_COMMENT AS comment FROM information_schema.TABLES
     WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?`,
    [table],
  );
  if (row === undefined) return undefined;
  const lookups = await readLookups(connection, table, replica);
  const rows = await readColumns(connection, table);
  const isMariaDb = rows.some((column) => Number(column['isMariaDb']) === 1);
  const jsonColumns = isMariaDb ? await readJsonColumns(connection, table) : new Set<string>();
  const columns = rows.map((column) => toColumn(column, lookups, jsonColumns));
  const isView = row['kind'] !== 'BASE TABLE';
  const comment = isView ? '' : String(row['comment'] ?? '');
  const key = await readKey(connection, table);
  return { columns, key, isView, ...(comment === '' ? {} : { comment }) };
}

/** Whether there is a table or a view of the name. */
export async function hasTable(connection: MysqlConnection, table: string): Promise<boolean> {
  const rows = await connection.query(
    'SELECT 1 AS found FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?',
    [table],
  );
  return rows.length > 0;
}

function readColumns(connection: MysqlConnection, table: string): Promise<readonly ResultRow[]> {
  return connection.query(
    `SELECT COLUMN_NAME AS name, COLUMN_TYPE AS type, IS_NULLABLE AS nullable, COLUMN_DEFAULT AS defaultValue,
       EXTRA AS extra, CHARACTER_SET_NAME AS charset, COLLATION_NAME AS collation, COLUMN_COMMENT AS comment,
       VERSION() LIKE '%MariaDB%' AS isMariaDb
     FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION`,
    [table],
  );
}

async function readKey(connection: MysqlConnection, table: string): Promise<readonly string[]> {
  const rows = await connection.query(
    `SELECT COLUMN_NAME AS name FROM information_schema.STATISTICS
     WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND INDEX_NAME = 'PRIMARY' ORDER BY SEQ_IN_INDEX`,
    [table],
  );
  return rows.map((row) => String(row['name']));
}

/** Columns that MariaDB checks to be JSON. MySQL has a type for them. */
async function readJsonColumns(connection: MysqlConnection, table: string): Promise<ReadonlySet<string>> {
  const rows = await connection.query(
    `SELECT CHECK_CLAUSE AS clause FROM information_schema.CHECK_CONSTRAINTS
     WHERE CONSTRAINT_SCHEMA = DATABASE() AND TABLE_NAME = ?`,
    [table],
  );
  const names = rows.map((row) => /^json_valid\(`((?:[^`]|``)*)`\)$/i.exec(String(row['clause']))?.[1]);
  return new Set(names.flatMap((name) => (name === undefined ? [] : [name.replaceAll('``', '`')])));
}

interface Lookup {
  readonly table: LookupTable;
  readonly foreignKey: string;
}

/** Columns with a foreign key into a table of values, as the official client makes them for web_logs. */
async function readLookups(
  connection: MysqlConnection,
  table: string,
  { target }: Replica,
): Promise<ReadonlyMap<string, Lookup>> {
  const rows = await connection.query(
    `SELECT k.COLUMN_NAME AS name, k.CONSTRAINT_NAME AS foreignKey, k.REFERENCED_TABLE_NAME AS lookup,
       k.REFERENCED_COLUMN_NAME AS id, v.CHARACTER_MAXIMUM_LENGTH AS chars
     FROM information_schema.KEY_COLUMN_USAGE k
     JOIN information_schema.COLUMNS v ON v.TABLE_SCHEMA = k.REFERENCED_TABLE_SCHEMA
       AND v.TABLE_NAME = k.REFERENCED_TABLE_NAME AND v.COLUMN_NAME = 'value'
     WHERE k.TABLE_SCHEMA = DATABASE() AND k.TABLE_NAME = ? AND k.REFERENCED_TABLE_SCHEMA = DATABASE()`,
    [table],
  );
  const prefix = `${target.schema}__`;
  return new Map(
    rows
      .filter((row) => String(row['lookup']).startsWith(prefix))
      .map((row) => {
        const name = String(row['lookup']).slice(prefix.length);
        const lookup = {
          schema: target.schema,
          table: name,
          idColumn: String(row['id']),
          valueColumn: 'value',
          maxChars: Number(row['chars']),
        };
        return [String(row['name']), { table: lookup, foreignKey: String(row['foreignKey']) }];
      }),
  );
}

function toColumn(row: ResultRow, lookups: ReadonlyMap<string, Lookup>, json: ReadonlySet<string>): CatalogColumn {
  const name = String(row['name']);
  const declared = String(row['type']);
  const isJson = json.has(name) && /^longtext$/i.test(declared);
  const type = isJson ? 'json' : normalType(declared);
  const defaultSql = defaultOf(row, type);
  const enumValues = parseEnum(declared);
  const lookup = lookups.get(name);
  const comment = String(row['comment'] ?? '');
  return {
    name,
    type,
    nullable: row['nullable'] === 'YES',
    ...(defaultSql === undefined ? {} : { defaultSql }),
    ...(comment === '' ? {} : { comment }),
    ...(enumValues === undefined ? {} : { enumValues }),
    ...(lookup === undefined ? {} : { lookup: lookup.table, foreignKey: lookup.foreignKey }),
    ...(typeof row['charset'] === 'string' ? { charset: row['charset'] } : {}),
    ...(typeof row['collation'] === 'string' ? { collation: row['collation'] } : {}),
  };
}

/** MariaDB gives the default as SQL, `NULL` included; MySQL as the bare value, or as an expression. */
function defaultOf(row: ResultRow, type: string): string | undefined {
  const value = row['defaultValue'];
  if (value === null || value === undefined) return undefined;
  const text = String(value);
  const isNumber = /^(tinyint|smallint|mediumint|int|bigint|decimal|float|double)\b/.test(type);
  if (Number(row['isMariaDb']) === 1) {
    if (text === 'NULL') return undefined;
    return isNumber ? text.replace(/^'(.*)'$/, '$1') : sameLiteral(text);
  }
  if (/DEFAULT_GENERATED/.test(String(row['extra']))) {
    return sameLiteral(text.replace(/^_\w+\\'(.*)\\'$/s, "'$1'"));
  }
  return isNumber ? text : literal(text);
}

/** A literal of the catalogue as this dialect writes it; anything else stays. */
function sameLiteral(sql: string): string {
  const [, inside] = /^'(.*)'$/s.exec(sql) ?? [];
  return inside === undefined
    ? sql
    : literal(inside.replace(/\\(.)|''/gs, (_, char: string | undefined) => unescapeChar(char)));
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '\0', Z: '\x1a', b: '\b' };

function unescapeChar(char: string | undefined): string {
  return char === undefined ? "'" : (ESCAPES[char] ?? char);
}
