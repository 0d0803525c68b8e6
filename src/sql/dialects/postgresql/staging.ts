import { sql } from 'kysely';
import { CodedError } from '../../../errors.js';
import type { RowLoad } from '../../contract/database.js';
import type { SqlColumn } from '../../contract/design.js';
import type { TakesStage } from '../../contract/stage.js';
import { createFileCopies } from './file-copies.js';
import { type Fragment, render } from './render.js';
import { cellName, freeNames, type StagingNames, stagedColumn } from './staging-columns.js';
import { stagingTarget, takeStage } from './take-stage.js';
import { about, type Work } from './work.js';

/** Rows that wait for a merge or a comparison, in a temporary table: it goes with the session, whatever happens. */
export interface Staging extends RowLoad, TakesStage {
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

/** Makes a temporary table for rows of `columns`. */
export async function createStaging(work: Work, name: string, columns: readonly SqlColumn[]): Promise<Staging> {
  const { connection, replica } = work;
  const table = sql`pg_temp.${sql.id(name)}`;
  const free = freeNames(columns);
  const names = { instant: free('dap_ts'), action: free('dap_action'), order: free('dap_order') };
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
    takeStage: async (stage) => {
      await takeStage(work, stage, stagingTarget(table, columns, names));
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

function deleteOlder(table: Fragment, key: readonly string[], { instant, order }: StagingNames): string {
  const keys = sql.join(key.map((name) => sql.id(name)));
  return render(sql`DELETE FROM ${table} WHERE ${sql.id(order)} IN (SELECT place FROM (
    SELECT ${sql.id(order)} AS place, row_number() OVER (
      PARTITION BY ${keys} ORDER BY ${sql.id(instant)} DESC NULLS LAST, ${sql.id(order)} DESC) AS number
    FROM ${table}) AS rows WHERE number > 1)`);
}
