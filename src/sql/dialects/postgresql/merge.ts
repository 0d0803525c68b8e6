import { sql } from 'kysely';
import { CodedError } from '../../../errors.js';
import type { TableChange } from '../../contract/change.js';
import type { Merge, MergeCounts, MergePlan } from '../../contract/database.js';
import type { EnumTypeDesign } from '../../contract/design.js';
import type { NewRecord } from '../../contract/record.js';
import { makingWay, NoWay } from '../making-way.js';
import { type CatalogColumn, findRelation, readTable } from './catalog.js';
import { prepareTypes } from './enum-types.js';
import { sqlError } from './errors.js';
import { addNewValues, changeTable, forbidNulls } from './evolve-table.js';
import { type MakeWay, waysOf } from './make-way.js';
import {
  countDiffering,
  countMissing,
  deleteMarked,
  deleteMissing,
  fillLookups,
  insertAll,
  upsertDiffering,
  upsertMarked,
} from './merge-statements.js';
import { render, tableId } from './render.js';
import { createStaging, type Staging } from './staging.js';
import { analyze } from './table-ddl.js';
import { about, inTransaction, limitLockWait, runOf, type Work } from './work.js';

const REFERENCES = `SELECT FROM pg_catalog.pg_constraint k
WHERE k.contype = 'f' AND k.confrelid = $1::oid AND k.conrelid <> $1::oid LIMIT 1`;
const ROWS_KNOWN = `SELECT greatest(c.reltuples, 0)::bigint AS rows FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2`;
/** A merge is large when it writes so many rows, and such a share of the table: what autovacuum goes by. */
const LARGE_MERGE_ROWS = 10_000;
const LARGE_MERGE_SHARE = 0.1;

/** Rows go to a temporary table; the commit changes the table, merges them and saves the record in one transaction. */
export async function createTableMerge(work: Work, plan: MergePlan): Promise<Merge> {
  await about(work, () => requireWritable(work, plan));
  const staging = await createStaging(work, 'dap_merge', plan.columns);
  const notes: string[] = [];
  return {
    notes,
    beginFile: staging.beginFile,
    write: staging.write,
    endFile: staging.endFile,
    undoFile: staging.undoFile,
    undoAll: staging.undoAll,
    abort: staging.abort,
    takeStage: staging.takeStage,
    commit: async (record) => {
      const counts = await about(work, () => commitMerge(work, plan, { staging, record, notes }));
      await staging.abort(); // Committed: whatever happens to the temporary table now is no failure.
      return counts;
    },
  };
}

/** A column of the user that forbids NULL and has no default would refuse every new row. */
async function requireWritable({ connection, replica }: Work, { columns, changes }: MergePlan): Promise<void> {
  const known = new Set(columns.map(({ name }) => name));
  for (const change of changes) {
    if (change.kind === 'drop-column' || change.kind === 'keep-removed') known.add(change.column.name);
  }
  const existing = (await readTable(connection, replica.target))?.columns ?? [];
  const hindering = existing.find((column) => !known.has(column.name) && refusesRows(column));
  if (hindering === undefined) return;
  const { schema, table } = replica.target;
  throw new CodedError('SQL_STATEMENT', {
    failureType: 'config_error',
    message: `${schema}.${table}: column ${hindering.name} does not come from the service, forbids NULL and has no default, so no row can be added. Give it a default, or let it take NULL.`,
    details: { table: `${schema}.${table}`, column: hindering.name },
  });
}

function refusesRows({ nullable, defaultSql, isAutomatic }: CatalogColumn): boolean {
  return !nullable && defaultSql === undefined && !isAutomatic;
}

interface MergeEnd {
  readonly staging: Staging;
  readonly record: NewRecord;
  readonly notes: string[];
}

async function commitMerge(work: Work, plan: MergePlan, { staging, record, notes }: MergeEnd): Promise<MergeCounts> {
  const { connection, replica } = work;
  const { target } = replica;
  await staging.keepNewest();
  await prepareTypes(connection, plan.changes.flatMap(enumTypeOf), target);
  await addNewValues(connection, target, plan.changes);
  const found: string[] = [];
  const counts = await makingWay(waysOf(work), (makeWay) => {
    found.length = 0;
    return inTransaction(connection, () => changeAndMerge(work, plan, { staging, record, notes: found, makeWay }));
  });
  notes.push(...found, ...(await renewStatistics(work, counts)));
  return counts;
}

/** Everything that commits together. */
async function changeAndMerge(work: Work, plan: MergePlan, end: MergeEnd & Moving): Promise<MergeCounts> {
  const { connection, replica, meta } = work;
  const { staging, notes, makeWay } = end;
  const keepsRows = plan.rows.kind === 'snapshot' && plan.rows.keepMissing;
  const evolving = { connection, target: replica.target, notes, keepsRows };
  const empties = isTruncating(plan.rows) && !(await isReferenced(work));
  // In an empty table no value is in the way of another: the rows themselves violate the index.
  if (empties && makeWay !== undefined) throw new NoWay();
  const emptied = empties ? await emptyTable(work, staging) : undefined;
  await limitLockWait(work, true);
  await changeTable(evolving, plan.changes);
  await limitLockWait(work, false);
  for (const statement of fillLookups(staging)) await connection.execute(statement);
  const merged = await mergeRows(work, plan, { staging, emptied, makeWay });
  await limitLockWait(work, true);
  await forbidNulls(evolving, plan.changes);
  await meta.save(runOf(connection), end.record);
  return merged;
}

/** TRUNCATE refuses a table that a foreign key points to. */
async function isReferenced({ connection, replica }: Work): Promise<boolean> {
  const relation = await findRelation(connection, replica.target);
  return relation !== undefined && (await connection.rows(REFERENCES, [relation.oid])).length > 0;
}

/**
 * After a large merge the next plans must not be made for the rows of before. Autovacuum would do it too, but later or
 * not at all; the merge is committed, so a failure is only told.
 */
async function renewStatistics(
  { connection, replica, lockTimeoutMs }: Work,
  { upserted, deleted }: MergeCounts,
): Promise<string[]> {
  try {
    const [row] = await connection.rows(ROWS_KNOWN, [replica.target.schema, replica.target.table]);
    if (upserted + deleted < LARGE_MERGE_ROWS || upserted + deleted < Number(row?.['rows']) * LARGE_MERGE_SHARE)
      return [];
    await connection.execute(`SET lock_timeout = ${lockTimeoutMs}`);
    await connection.execute(analyze(replica.target));
    await connection.execute('SET lock_timeout = 0');
    return [];
  } catch (error) {
    return [`The statistics of the table could not be renewed: ${sqlError(error).message}`];
  }
}

function enumTypeOf(change: TableChange): EnumTypeDesign[] {
  const hasType = change.kind === 'add-column' || change.kind === 'change-type';
  return hasType && change.enumType !== undefined ? [change.enumType] : [];
}

function isTruncating(rows: MergePlan['rows']): boolean {
  return rows.kind === 'snapshot' && rows.strategy === 'truncate' && !rows.keepMissing;
}

/** Empties the table; resolves to the number of rows that the snapshot lacks. */
async function emptyTable(work: Work, staging: Staging): Promise<number> {
  const { connection, replica } = work;
  const [missing] = await connection.rows(countMissing(replica.target, staging));
  await limitLockWait(work, true);
  await connection.execute(render(sql`TRUNCATE ${tableId(replica.target)}`));
  return Number(missing?.['count']);
}

interface Moving {
  /** Takes values out of the way of others, where that has turned out to be needed. */
  readonly makeWay: MakeWay | undefined;
}

interface MergeSource extends Moving {
  readonly staging: Staging;
  /** Rows that the snapshot lacks, if the table was emptied for it. */
  readonly emptied: number | undefined;
}

async function mergeRows(work: Work, { rows }: MergePlan, source: MergeSource): Promise<MergeCounts> {
  const { connection, replica } = work;
  const { staging, emptied, makeWay } = source;
  const { target } = replica;
  if (rows.kind === 'changes') {
    const deleted = await connection.execute(deleteMarked(target, staging));
    await makeWay?.(staging);
    return { deleted, upserted: await connection.execute(upsertMarked(target, staging)) };
  }
  if (emptied !== undefined) {
    return { deleted: emptied, upserted: await connection.execute(insertAll(target, staging)) };
  }
  const deleted = rows.keepMissing ? 0 : await connection.execute(deleteMissing(target, staging));
  if (makeWay === undefined) return { deleted, upserted: await connection.execute(upsertDiffering(target, staging)) };
  // Rows that are equal after the way was made have changed all the same.
  const [differing] = await connection.rows(countDiffering(target, staging));
  await makeWay(staging);
  await connection.execute(upsertDiffering(target, staging));
  return { deleted, upserted: Number(differing?.['count']) };
}
