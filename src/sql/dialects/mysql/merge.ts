import { errorText } from '../../../errors.js';
import type { Merge, MergeCounts, MergePlan } from '../../contract/database.js';
import type { NewRecord } from '../../contract/record.js';
import { makingWay, NoWay } from '../making-way.js';
import { withToForbidNull } from '../to-forbid-null.js';
import { alterAfter, alterBefore } from './alterations.js';
import { type CatalogColumn, readTable } from './catalog.js';
import { carryValues } from './column-carry.js';
import {
  beginSwaps,
  finishSwaps,
  planSwaps,
  recordSwaps,
  type SwapEnd,
  type TypeChange,
  undoSwaps,
  withoutSwaps,
} from './column-swap.js';
import { makeLookupsBinary } from './lookups.js';
import { type MakeWay, waysOf } from './make-way.js';
import {
  changedRows,
  countDifferent,
  deleteChanged,
  deleteMissing,
  insertAll,
  insertChanged,
  insertMissing,
  NEWEST,
  pickNewest,
  snapshotRows,
  updateChanged,
  updateDifferent,
} from './merge-statements.js';
import { freshColumnName, quote, realName } from './names.js';
import { createRowSink } from './row-sink.js';
import { inTransaction, rollBack } from './server.js';
import { type MysqlSession, note } from './session.js';
import { dropStaging, makeStaging, nameStaged, planStaging, resolveLookups, type Staging } from './staging.js';
import { takeStage } from './take-stage.js';
import { isReferenced } from './unique-indexes.js';

const STAGE = 'dap_stage';

/**
 * Merges rows into a table that exists:
 *
 *     temporary tables ─ (rows of a file, COMMIT)* ─ additive ALTERs ─ BEGIN; deletes, upserts, record; COMMIT ─ DROP COLUMN
 *
 * A kill before the COMMIT leaves the old rows, perhaps with a column more; the next run goes on from there.
 */
export async function createMysqlMerge(session: MysqlSession, plan: MergePlan): Promise<Merge> {
  const { connection } = session;
  const staging = planStaging(STAGE, plan.columns);
  const order = plan.rows.kind === 'changes' ? 'arrival' : 'key';
  const swaps = planSwaps(plan);
  const present = await presentColumns(session, swaps);
  await makeStaging(session, staging, order, present);
  const sink = createRowSink(session, STAGE, staging.targets, (message) => nameStaged(message, staging));
  const drop = async (): Promise<void> => {
    await dropStaging(session, staging);
    await connection.execute(`DROP TEMPORARY TABLE IF EXISTS ${quote(NEWEST)}`);
  };
  let isSwapOpen = false;
  return {
    notes: session.notes,
    beginFile: sink.beginFile,
    write: sink.write,
    endFile: sink.endFile,
    undoFile: sink.undoFile,
    takeStage: (stage) => {
      const columns = staging.columns.map(({ cell, column }) => ({ name: cell, column }));
      return takeStage(session, stage, { table: STAGE, columns, hasMeta: true }, sink);
    },
    undoAll: async () => {
      await sink.undoFile();
      await makeStaging(session, staging, order, present);
      sink.reset();
    },
    abort: async () => {
      try {
        await sink.undoFile();
        await rollBack(connection);
        if (connection.isLost()) return;
        await drop();
        if (isSwapOpen) await undoSwaps(session);
      } catch {
        // The temporary tables end with the connection.
        await connection.end();
      }
    },
    commit: async (record) => {
      isSwapOpen = swaps.length > 0;
      await beginSwaps(session, swaps);
      await alterBefore(session, withoutSwaps(plan.changes, swaps));
      await makeLookupsBinary(session, plan.columns);
      if (plan.rows.kind === 'changes') await makeNewest(session, staging);
      const end = swapEnd(plan, swaps);
      const counts = await commitRows(session, plan, { staging, swaps, end, record });
      isSwapOpen = false;
      if (swaps.length > 0) await finishSwaps(session, end);
      await finish(session, plan, { end, record }, drop);
      return counts;
    },
  };
}

interface RowsEnd {
  readonly staging: Staging;
  readonly swaps: readonly TypeChange[];
  readonly end: SwapEnd;
  readonly record: NewRecord;
}

/** Rows and record, in one transaction. */
function commitRows(session: MysqlSession, plan: MergePlan, rows: RowsEnd): Promise<MergeCounts> {
  const { connection, meta } = session;
  const { staging, swaps, end, record } = rows;
  const key = staging.key.map(({ column }) => column.name);
  // A swap that another process finishes lets its columns take NULL.
  const unfinished = withToForbidNull(record, [...columnsWithoutNull(plan), ...end.required]);
  return makingWay(waysOf(session, key), (makeWay) =>
    inTransaction(connection, async () => {
      await resolveLookups(session, staging, ({ lookup }) => (lookup === undefined ? '' : realName(lookup)));
      const result = await writeRows(session, intoFresh(staging, swaps), plan, makeWay);
      if (end.keepsRows) await carryValues(session, staging, swaps);
      await meta.save(connection.query, unfinished);
      if (swaps.length > 0) await recordSwaps(session, end, record);
      return result;
    }),
  );
}

function columnsWithoutNull({ changes }: MergePlan): readonly string[] {
  return changes.flatMap((change) => (change.kind === 'forbid-null' ? [change.column.name] : []));
}

/** Columns of the table, without those that are filled again: their texts are not compared with the old ones. */
async function presentColumns(
  { connection, table, replica }: MysqlSession,
  swaps: readonly TypeChange[],
): Promise<readonly CatalogColumn[]> {
  const swapped = new Set(swaps.map(({ column }) => column.name));
  return ((await readTable(connection, table, replica))?.columns ?? []).filter(({ name }) => !swapped.has(name));
}

/** The same staging table, whose rows go into the columns beside those that are replaced. */
function intoFresh(staging: Staging, swaps: readonly TypeChange[]): Staging {
  const swapped = new Set(swaps.map(({ column }) => column.name));
  const columns = staging.columns.map((staged) =>
    swapped.has(staged.column.name)
      ? { ...staged, column: { ...staged.column, name: freshColumnName(staged.column.name) } }
      : staged,
  );
  return { ...staging, columns };
}

function swapEnd({ rows }: MergePlan, swaps: readonly TypeChange[]): SwapEnd {
  const required = swaps.filter(({ column, from }) => !column.nullable && !from.nullable);
  return {
    names: swaps.map(({ column }) => column.name),
    keepsRows: rows.kind === 'snapshot' && rows.keepMissing,
    required: new Set(required.map(({ column }) => column.name)),
  };
}

/** Rows and record are committed: what fails now is made up for by the next run, and is no failure of this one. */
async function finish(
  session: MysqlSession,
  plan: MergePlan,
  { end, record }: Pick<RowsEnd, 'end' | 'record'>,
  drop: () => Promise<void>,
): Promise<void> {
  const { connection, meta } = session;
  try {
    await alterAfter(session, plan.changes);
    // The record says until now that columns are to forbid NULL.
    if (columnsWithoutNull(plan).length + end.required.size > 0) {
      await inTransaction(connection, () => meta.save(connection.query, record));
    }
    await drop();
  } catch (error) {
    note(session, `Columns could not be changed after the merge, the next run tries again: ${errorText(error)}`);
  }
}

async function makeNewest({ connection }: MysqlSession, staging: Staging): Promise<void> {
  await connection.execute(`DROP TEMPORARY TABLE IF EXISTS ${quote(NEWEST)}`);
  await connection.execute(
    `CREATE TEMPORARY TABLE ${quote(NEWEST)} (n bigint unsigned NOT NULL PRIMARY KEY,
     act varchar(8) CHARACTER SET ascii COLLATE ascii_bin NULL) ENGINE=InnoDB`,
  );
  await connection.execute(pickNewest(staging));
}

async function writeRows(
  session: MysqlSession,
  staging: Staging,
  { rows }: MergePlan,
  makeWay: MakeWay | undefined,
): Promise<MergeCounts> {
  if (rows.kind === 'changes') return writeChanges(session, staging, makeWay);
  // A foreign key with ON DELETE would change other tables for rows that come back.
  if (rows.strategy === 'diff' || rows.keepMissing || (await isReferenced(session))) {
    return writeDifference(session, staging, rows.keepMissing, makeWay);
  }
  // In an empty table no value is in the way of another: the rows themselves violate the index.
  if (makeWay !== undefined) throw new NoWay();
  return replaceAll(session, staging);
}

async function writeChanges(
  { connection, table }: MysqlSession,
  staging: Staging,
  makeWay: MakeWay | undefined,
): Promise<MergeCounts> {
  const { affectedRows: deleted } = await connection.execute(deleteChanged(table, staging));
  await makeWay?.(changedRows(staging));
  const update = updateChanged(table, staging);
  if (update !== undefined) await connection.execute(update);
  await connection.execute(insertChanged(table, staging));
  // The server does not count rows that were equal already.
  const [row] = await connection.query(
    `SELECT COUNT(*) AS upserted FROM ${quote(NEWEST)} WHERE act IS NULL OR act <> 'D'`,
  );
  return { upserted: Number(row?.['upserted']), deleted };
}

/** DELETE in place of TRUNCATE, which would commit. */
async function replaceAll({ connection, table }: MysqlSession, staging: Staging): Promise<MergeCounts> {
  const { affectedRows: deleted } = await connection.execute(`DELETE FROM ${quote(table)}`);
  const { affectedRows: upserted } = await connection.execute(insertAll(table, staging));
  return { upserted, deleted };
}

async function writeDifference(
  { connection, table }: MysqlSession,
  staging: Staging,
  keepMissing: boolean,
  makeWay: MakeWay | undefined,
): Promise<MergeCounts> {
  const deleted = keepMissing ? 0 : (await connection.execute(deleteMissing(table, staging))).affectedRows;
  // Rows that are equal after the way was made have changed all the same.
  const [counted] = makeWay === undefined ? [] : await connection.query(countDifferent(table, staging));
  await makeWay?.(snapshotRows(staging));
  const update = updateDifferent(table, staging);
  const updated = update === undefined ? 0 : (await connection.execute(update)).affectedRows;
  const { affectedRows: inserted } = await connection.execute(insertMissing(table, staging));
  return { upserted: Number(counted?.['different'] ?? updated) + inserted, deleted };
}
