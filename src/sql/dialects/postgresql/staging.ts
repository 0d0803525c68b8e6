import { sql } from 'kysely';
import { CodedError } from '../../../errors.js';
import type { RowLoad } from '../../contract/database.js';
import type { LookupTable, SqlColumn } from '../../contract/design.js';
import type { LoadCell } from '../../contract/load-cell.js';
import { createFileCopies } from './file-copies.js';
import { type Fragment, render } from './render.js';
import { about, type Work } from './work.js';

/** Rows that wait for a merge or a comparison, in a temporary table: it goes with the session, whatever happens. */
export interface Staging extends RowLoad {
  readonly columns: readonly SqlColumn[];
  /** The key column. */
  readonly key: readonly string[];
  /** The temporary table. */
  readonly table: Fragment;
  /** Names of the columns for `meta.ts`, `meta.action` and the order of arrival. */
  readonly names: StagingNames;
  /** Leaves one row of each key, the newest, and lets the planner know the rows. Resolves to the rows that went. */
  keepNewest(): Promise<number>;
  drop(): Promise<void>;
}

/** Names of the columns that the table itself does not have. */
interface StagingNames {
  readonly instant: string;
  readonly action: string;
  readonly order: string;
}

/** Makes a temporary table for rows of `columns`. */
export async function createStaging(work: Work, name: string, columns: readonly SqlColumn[]): Promise<Staging> {
  const { connection, replica } = work;
  const table = sql`pg_temp.${sql.id(name)}`;
  const names = namesBeside(columns);
  const key = columns.filter(({ isKey }) => isKey).map((column) => column.name);
  if (key.length === 0) {
    const place = `${replica.target.schema}.${replica.target.table}`;
    throw new CodedError('SQL_STATEMENT', { message: `${place} has no key column: its rows cannot be told apart.` });
  }
  const drop = () => connection.execute(render(sql`DROP TABLE IF EXISTS ${table}`));
  const definitions = sql.join([
    ...columns.map(stagedColumn),
    sql`${sql.id(names.instant)} timestamp`,
    sql`${sql.id(names.action)} text`,
    sql`${sql.id(names.order)} bigint GENERATED ALWAYS AS IDENTITY`,
  ]);
  await about(work, async () => {
    await drop();
    await connection.execute(render(sql`CREATE TEMPORARY TABLE ${sql.id(name)} (${definitions})`));
  });
  const copies = createFileCopies({
    connection,
    target: replica.target,
    into: table,
    columnOf: (cell) => cellName(cell, names),
    inTransaction: false,
  });
  return {
    columns,
    key,
    table,
    names,
    beginFile: copies.beginFile,
    write: copies.write,
    undoFile: copies.undoFile,
    endFile: async () => {
      await copies.endFile();
    },
    undoAll: async () => {
      await copies.undoFile();
      await about(work, () => connection.execute(render(sql`TRUNCATE ${table}`)));
    },
    abort: async () => {
      await copies.undoFile().catch(() => undefined); // A lost connection: the table goes with it.
      await drop().catch(() => undefined);
    },
    keepNewest: async () => {
      await connection.execute(render(sql`ANALYZE ${table}`));
      return connection.execute(deleteOlder(table, key, names));
    },
    drop: async () => {
      await drop();
    },
  };
}

function cellName(cell: LoadCell, names: StagingNames): string {
  return cell.kind === 'column' ? cell.column.name : names[cell.kind];
}

function namesBeside(columns: readonly SqlColumn[]): StagingNames {
  const taken = new Set(columns.map(({ name }) => name));
  const free = (name: string): string => (taken.has(name) ? free(`${name}_`) : name);
  return { instant: free('dap_ts'), action: free('dap_action'), order: free('dap_order') };
}

/** Enumerations are texts here, since their types may not exist yet; a column that a file lacks has its default. */
function stagedColumn(column: SqlColumn): Fragment {
  const byDefault = column.defaultSql === undefined ? sql`` : sql` DEFAULT ${sql.raw(column.defaultSql)}`;
  return sql`${sql.id(column.name)} ${sql.raw(stagedType(column))}${byDefault}`;
}

function stagedType(column: SqlColumn): string {
  if (lookupOf(column) !== undefined) return 'text';
  if (!column.type.startsWith('"')) return column.type;
  return column.type.endsWith('[]') ? 'text[]' : 'text';
}

/** The table of values of a column; a foreign key of the user on a column of numbers is none. */
export function lookupOf({ lookup, column }: SqlColumn): LookupTable | undefined {
  return column.type.kind === 'enum' || column.type.kind === 'text' ? lookup : undefined;
}

/** The value of a staged column (of the table `s`) as the table takes it. */
export function stagedValue(column: SqlColumn): Fragment {
  const staged = sql.id('s', column.name);
  const lookup = lookupOf(column);
  if (lookup !== undefined) {
    const { schema, table, idColumn, valueColumn } = lookup;
    return sql`(SELECT l.${sql.id(idColumn)} FROM ${sql.id(schema, table)} l WHERE l.${sql.id(valueColumn)} = ${staged})`;
  }
  return stagedType(column) === column.type ? staged : sql`${staged}::${sql.raw(column.type)}`;
}

function deleteOlder(table: Fragment, key: readonly string[], { instant, order }: StagingNames): string {
  const keys = sql.join(key.map((name) => sql.id(name)));
  return render(sql`DELETE FROM ${table} WHERE ${sql.id(order)} IN (SELECT place FROM (
    SELECT ${sql.id(order)} AS place, row_number() OVER (
      PARTITION BY ${keys} ORDER BY ${sql.id(instant)} DESC NULLS LAST, ${sql.id(order)} DESC) AS number
    FROM ${table}) AS rows WHERE number > 1)`);
}
