import { hasErrno } from './errors.js';
import type { MysqlSession } from './session.js';

/** Numbers of the errors that say that two rows have equal values in a unique index. */
export const DUPLICATES = [1062, 1586] as const;

/** What a user has put on a table besides its key, as far as it hinders values from moving between rows. */
export interface UniqueIndexes {
  readonly names: readonly string[];
  /** Columns that decide what is in them: those of expressions and generated columns too. */
  readonly columns: ReadonlySet<string>;
  /** Names of foreign keys that refer to one of `columns`. */
  readonly references: readonly string[];
  /** Columns of the table that can be written, in their order; generated ones cannot. */
  readonly writable: readonly string[];
  /** Columns that take NULL. */
  readonly nullable: ReadonlySet<string>;
}

/** Reads what hinders values from moving; undefined where there is no such index. */
export async function readUniqueIndexes(session: MysqlSession): Promise<UniqueIndexes | undefined> {
  const parts = await readParts(session);
  if (parts.length === 0) return undefined;
  const details = await readColumns(session);
  const expressions = new Map(details.map(({ name, expression }) => [name, expression]));
  const columns = new Set(
    parts.flatMap(({ column, expression }) => [
      ...(column === undefined ? [] : [column]),
      ...namesIn(expression ?? expressions.get(column ?? '') ?? ''),
    ]),
  );
  return {
    names: [...new Set(parts.map(({ index }) => index))],
    columns,
    references: await readReferences(session, columns),
    writable: details.filter(({ expression }) => expression === undefined).map(({ name }) => name),
    nullable: new Set(details.filter(({ nullable }) => nullable).map(({ name }) => name)),
  };
}

/** The index of the user that an error is about; the key of the table is none. MySQL puts the table before its name. */
export async function violatedIndex(session: MysqlSession, error: unknown): Promise<string | undefined> {
  if (!hasErrno(error, ...DUPLICATES) || !(error instanceof Error)) return undefined;
  const { message } = error;
  const indexes = await readUniqueIndexes(session);
  return indexes?.names.find(
    (name) => message.includes(` for key '${name}'`) || message.includes(` for key '${session.table}.${name}'`),
  );
}

/**
 * Whether a foreign key refers to the table, that of another or its own. The server shows only those of tables that the
 * user of the database may see.
 */
export async function isReferenced({ connection, table }: MysqlSession): Promise<boolean> {
  const rows = await connection.query(
    `SELECT 1 AS found FROM information_schema.KEY_COLUMN_USAGE
     WHERE REFERENCED_TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME = ? LIMIT 1`,
    [table],
  );
  return rows.length > 0;
}

interface Part {
  readonly index: string;
  readonly column: string | undefined;
  /** Of an index that is on no column; only MySQL has them. */
  readonly expression: string | undefined;
}

async function readParts({ connection, server, table }: MysqlSession): Promise<readonly Part[]> {
  const rows = await connection.query(
    `SELECT INDEX_NAME AS name, COLUMN_NAME AS part, ${server.isMariaDb ? 'NULL' : 'EXPRESSION'} AS expression
     FROM information_schema.STATISTICS
     WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND INDEX_NAME <> 'PRIMARY' AND NON_UNIQUE = 0
     ORDER BY INDEX_NAME, SEQ_IN_INDEX`,
    [table],
  );
  return rows.map((row) => ({
    index: String(row['name']),
    column: textOf(row['part']),
    expression: textOf(row['expression']),
  }));
}

interface ColumnDetails {
  readonly name: string;
  readonly nullable: boolean;
  /** Of a generated column. */
  readonly expression: string | undefined;
}

async function readColumns({ connection, table }: MysqlSession): Promise<readonly ColumnDetails[]> {
  const rows = await connection.query(
    `SELECT COLUMN_NAME AS name, IS_NULLABLE AS nullable, GENERATION_EXPRESSION AS expression
     FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION`,
    [table],
  );
  return rows.map((row) => ({
    name: String(row['name']),
    nullable: row['nullable'] === 'YES',
    expression: textOf(row['expression']),
  }));
}

/** Only those of tables that the user of the database may see. */
async function readReferences(
  { connection, table }: MysqlSession,
  columns: ReadonlySet<string>,
): Promise<readonly string[]> {
  const rows = await connection.query(
    `SELECT CONSTRAINT_NAME AS name, REFERENCED_COLUMN_NAME AS part FROM information_schema.KEY_COLUMN_USAGE
     WHERE REFERENCED_TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME = ? ORDER BY 1`,
    [table],
  );
  return [...new Set(rows.filter((row) => columns.has(String(row['part']))).map((row) => String(row['name'])))];
}

/** The server writes names in expressions in backquotes. */
function namesIn(expression: string): string[] {
  return Array.from(expression.matchAll(/`((?:[^`]|``)+)`/g), ([, name = '']) => name.replaceAll('``', '`'));
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
