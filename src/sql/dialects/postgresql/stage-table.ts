import { sql } from 'kysely';
import { CodedError } from '../../../errors.js';
import type { SqlColumn } from '../../contract/design.js';
import { META_SCHEMA, type Replica, stageTable } from '../../contract/names.js';
import type { StageRecord } from '../../contract/stage.js';
import { isServerError, sqlError } from './errors.js';
import { type Fragment, render } from './render.js';
import { freeNames, type StagingNames, stagedColumn } from './staging-columns.js';

/** The table of a stage. */
export interface StageTable {
  readonly table: Fragment;
  readonly columns: readonly SqlColumn[];
  readonly names: StageNames;
}

/** Names of the columns that are no columns of the rows; `order` is the order of arrival. */
interface StageNames extends StagingNames {
  /** Place of the file in the job. */
  readonly file: string;
}

/** COPY cannot be given a value for all rows, but a column that it does not name has its default. */
const FILE_SETTING = 'dap.stage_file';

/** The table that holds the rows of a stage. */
export function stageTableOf({ id, columns }: Pick<StageRecord, 'id' | 'columns'>): StageTable {
  const free = freeNames(columns);
  const names = {
    instant: free('dap_ts'),
    action: free('dap_action'),
    order: free('dap_order'),
    file: free('dap_file'),
  };
  return { table: sql.id(META_SCHEMA, stageTable(id)), columns, names };
}

/**
 * Makes the table. It is unlogged as the ledger is. Its rows are read once and as a whole, so autovacuum would only cost.
 * Numbers are handed out by the thousand: those of one file still rise.
 */
export function createStageTable({ table, columns, names }: StageTable): string {
  const definitions = sql.join([
    ...columns.map(stagedColumn),
    sql`${sql.id(names.instant)} timestamp`,
    sql`${sql.id(names.action)} text`,
    sql`${sql.id(names.file)} integer NOT NULL DEFAULT pg_catalog.current_setting('${sql.raw(FILE_SETTING)}')::integer`,
    sql`${sql.id(names.order)} bigint GENERATED ALWAYS AS IDENTITY (CACHE 1000)`,
  ]);
  return render(sql`CREATE UNLOGGED TABLE ${table} (${definitions})
    WITH (autovacuum_enabled = false, toast.autovacuum_enabled = false)`);
}

/** Lets the rows of the transaction be those of a file. */
export function setFile(place: number): string {
  return `SET LOCAL ${FILE_SETTING} = '${place}'`;
}

/** The error for anything that a statement about a stage throws. */
export function stageError(error: unknown, { target }: Replica): CodedError {
  if (!isServerError(error, '42P01')) return sqlError(error, target);
  return new CodedError('SQL_STATEMENT', {
    failureType: 'transient_error',
    message: `${target.schema}.${target.table}: the stage is gone: another process has merged or dropped it. The next run goes on from there.`,
    details: { table: `${target.schema}.${target.table}`, sqlState: error.code },
  });
}
