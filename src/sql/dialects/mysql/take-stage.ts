import { CodedError } from '../../../errors.js';
import type { SqlColumn } from '../../contract/design.js';
import type { StageRecord } from '../../contract/stage.js';
import { refused } from './load-result.js';
import { quote } from './names.js';
import type { RowSink } from './row-sink.js';
import type { MysqlSession } from './session.js';
import { tellGone } from './stage-gone.js';
import { planStage } from './stage-table.js';

/** Where the rows of a stage go. */
export interface StageTarget {
  readonly table: string;
  readonly columns: readonly TakenColumn[];
  /** Whether the table has `at` and `act`, for the cells of changes. */
  readonly hasMeta: boolean;
}

/** A column of the target, by its name there. */
export interface TakenColumn {
  readonly name: string;
  readonly column: SqlColumn;
}

/**
 * Copies the files of a stage, in the order of the job, each in a transaction of its own, as though they came one after
 * the other. So no transaction is longer than a file.
 *
 * @throws CodedError `SQL_ROW_REFUSED` when the target does not take a row, a column has another type by now,
 * or the stage does not hold the files of its job with the rows that its ledger says.
 */
export async function takeStage(
  session: MysqlSession,
  stage: StageRecord,
  target: StageTarget,
  sink: RowSink,
): Promise<void> {
  const { connection, meta } = session;
  const copy = copyStatement(session, stage, target);
  const staged = await meta.stages.files(connection.query, stage);
  const ledger = new Map(staged.map(({ objectId, rows }) => [objectId, rows]));
  const missing = stage.objectIds.filter((objectId) => !ledger.has(objectId));
  if (missing.length > 0) throw lacksFiles(session, stage, missing.length);
  for (const [place, objectId] of stage.objectIds.entries()) {
    await tellGone(session, stage, () => sink.copyFile(copy(place), ledger.get(objectId) ?? 0));
  }
}

/** Columns that only the target has are left to their defaults, as those that a file lacks. */
function copyStatement(session: MysqlSession, stage: StageRecord, target: StageTarget): (place: number) => string {
  const plan = planStage(stage);
  const cells = new Map(plan.columns.map((staged) => [staged.column.name, staged]));
  const pairs = target.columns.flatMap(({ name, column }): [string, string][] => {
    const staged = cells.get(column.name);
    if (staged === undefined) return [];
    if (!isSameType(staged.column, column)) throw otherColumn(session, column);
    return [[name, staged.cell]];
  });
  const all = [...(target.hasMeta ? ['at', 'act'].map((name) => [name, name]) : []), ...pairs];
  const into = all.map(([name = '']) => quote(name)).join(', ');
  const from = all.map(([, cell = '']) => quote(cell)).join(', ');
  return (place) =>
    `REPLACE INTO ${quote(target.table)} (${into}) SELECT ${from} FROM ${quote(plan.table)} WHERE f = ${place} ORDER BY n`;
}

/** Values of an enumeration may have been added. Any other difference could change values without a word. */
function isSameType(staged: SqlColumn, column: SqlColumn): boolean {
  const isEnum = staged.form.kind === 'enum' && column.form.kind === 'enum';
  return isEnum || (staged.type === column.type && staged.form.kind === column.form.kind);
}

function otherColumn({ subject }: MysqlSession, { name, type }: SqlColumn): CodedError {
  return refused(subject, `column ${name} was changed to ${type} after the rows of the job were staged`);
}

function lacksFiles({ subject }: MysqlSession, { id }: StageRecord, missing: number): CodedError {
  return new CodedError('SQL_ROW_REFUSED', {
    message: `${subject}: the stage ${id} lacks ${missing} files of its job.`,
  });
}
