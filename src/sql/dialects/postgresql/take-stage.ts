import { sql } from 'kysely';
import { CodedError } from '../../../errors.js';
import type { SqlColumn } from '../../contract/design.js';
import { META_SCHEMA, stageTable } from '../../contract/names.js';
import type { StageRecord } from '../../contract/stage.js';
import { copyError, isServerError } from './errors.js';
import { type Fragment, idList, render } from './render.js';
import { type StageTable, stageError, stageTableOf } from './stage-table.js';
import { type StagingNames, stagedType, stagedValue } from './staging-columns.js';
import { holdsType, itemType, parseType } from './type-text.js';
import { runOf, type Work } from './work.js';

/** Where the rows of a stage go. */
export interface StageTarget {
  readonly into: Fragment;
  readonly columns: readonly SqlColumn[];
  /** The value of a column as `into` takes it, when the stage has it in the same type. */
  readonly valueOf: (column: SqlColumn) => Fragment;
  /** The type that `into` has for a column. */
  readonly typeOf: (column: SqlColumn) => string;
  /** Columns beside those of the rows, with their values. */
  readonly beside: (stage: StageTable) => Readonly<Record<string, Fragment>>;
  /** What follows the FROM. */
  readonly order: (stage: StageTable) => Fragment;
}

/** A fresh table: the place of a row tells which of several with one key came last. */
export function freshTarget(into: Fragment, columns: readonly SqlColumn[]): StageTarget {
  return {
    into,
    columns,
    valueOf: stagedValue,
    typeOf: ({ type }) => type,
    beside: () => ({}),
    order: ({ names }) => sql`ORDER BY ${sql.id('s', names.file)}, ${sql.id('s', names.order)}`,
  };
}

/**
 * The staging of a merge. Its order is made of the place of the file and the order of arrival, so that nothing is
 * sorted; it is negative, below that of any row that is written there itself.
 */
export function stagingTarget(into: Fragment, columns: readonly SqlColumn[], own: StagingNames): StageTarget {
  return {
    into,
    columns,
    valueOf: ({ name }) => sql.id('s', name),
    typeOf: stagedType,
    beside: ({ names }) => ({
      [own.instant]: sql.id('s', names.instant),
      [own.action]: sql.id('s', names.action),
      [own.order]: sql`(${sql.id('s', names.file)}::bigint << 40) + ${sql.id('s', names.order)} - (1::bigint << 62)`,
    }),
    order: () => sql``,
  };
}

/**
 * Copies all rows of a stage by one statement; resolves to their number.
 *
 * @throws CodedError `SQL_ROW_REFUSED` when `into` does not take a row, or cannot have the values of a column exactly as
 * they came, or the stage does not hold what its ledger says.
 */
export async function takeStage(work: Work, record: StageRecord, target: StageTarget): Promise<number> {
  const { connection, meta, replica } = work;
  const place = `${replica.target.schema}.${replica.target.table}`;
  const stage = stageTableOf(record);
  const statement = insertStaged(stage, target, place);
  try {
    const files = await meta.stages.files(runOf(connection), record);
    const missing = new Set(record.objectIds).size - files.length;
    if (missing > 0) throw damaged(place, record, `${missing} of its files are not in it`);
    const rows = await connection.execute(statement);
    const expected = files.reduce((sum, file) => sum + file.rows, 0);
    if (rows !== expected) throw damaged(place, record, `it holds ${rows} rows, and its files have ${expected}`);
    return rows;
  } catch (error) {
    throw isServerError(error, '42P01') ? stageError(error, replica) : copyError(error, replica.target);
  }
}

function insertStaged(stage: StageTable, target: StageTarget, place: string): string {
  const staged = new Map(stage.columns.map((column) => [column.name, stagedType(column)]));
  const values = new Map<string, Fragment>();
  for (const column of target.columns) {
    const from = staged.get(column.name);
    if (from === undefined) continue;
    values.set(
      column.name,
      from === stagedType(column) ? target.valueOf(column) : carried(column, from, target.typeOf(column), place),
    );
  }
  for (const [name, value] of Object.entries(target.beside(stage))) values.set(name, value);
  return render(sql`INSERT INTO ${target.into} (${idList([...values.keys()])}) OVERRIDING SYSTEM VALUE
    SELECT ${sql.join([...values.values()])} FROM ${stage.table} s ${target.order(stage)}`);
}

/** A value of another type, by its text: a `real` is then what the service wrote. */
function carried(column: SqlColumn, from: string, to: string, place: string): Fragment {
  const { name } = column;
  if (carries(stagedType(column), from)) return sql`${sql.id('s', name)}::text::${sql.raw(to)}`;
  throw new CodedError('SQL_ROW_REFUSED', {
    message: `${place}, column ${name}: the stage has its values as ${from}, which cannot become ${to} exactly as they came.`,
    details: { table: place, column: name },
  });
}

/** Every value of `from` has in `to` the same text as it has when it is written there itself. */
function carries(to: string, from: string): boolean {
  return groupOf(to) !== undefined && groupOf(to) === groupOf(from) && holdsType(to, from);
}

const GROUPS: Readonly<Record<string, string>> = {
  smallint: 'number',
  integer: 'number',
  bigint: 'number',
  numeric: 'number',
  real: 'float',
  'double precision': 'float',
  varchar: 'text',
  text: 'text',
};

function groupOf(type: string): string | undefined {
  const group = GROUPS[parseType(itemType(type)).base];
  return group === undefined || !type.endsWith('[]') ? group : `${group}[]`;
}

function damaged(place: string, { id }: StageRecord, reason: string): CodedError {
  return new CodedError('SQL_ROW_REFUSED', {
    message: `${place}: its stage ${META_SCHEMA}.${stageTable(id)} cannot be used: ${reason}.`,
    details: { table: place },
  });
}
