import { CodedError } from '../../../errors.js';
import type { Merge, MergeCounts, MergePlan } from '../../contract/database.js';
import type { NewRecord } from '../../contract/record.js';
import { applyChanges, columnsToForbidNull, mayBreakViews } from './apply-changes.js';
import { findDependents, isSound } from './dependents.js';
import { aboutTable, isRowError } from './errors.js';
import { mergeRows } from './merge-rows.js';
import { plainName, quoteName, quoteTable } from './names.js';
import { hasIndexes, preparePendingIndexes, restoreIndexes, setIndexesAside } from './pending-indexes.js';
import type { SessionParts } from './session-parts.js';
import { createStaging, type Staging } from './staging.js';
import { inTransaction } from './transaction.js';

/** Gathers rows in a temporary table and merges them in one transaction. */
export async function createTableMerge(parts: SessionParts, plan: MergePlan): Promise<Merge> {
  const label = plainName(plan.replica.target);
  const staging = await createStaging(parts, 'dap_staging', label, plan.columns);
  return {
    ...staging.load,
    commit: async (record) => {
      try {
        return await parts.file.exclusive(() => commit(parts, plan, staging, record));
      } catch (error) {
        throw aboutTable(error, label, isRowError(error) ? 'SQL_ROW_REFUSED' : undefined);
      }
    },
  };
}

async function commit(parts: SessionParts, plan: MergePlan, staging: Staging, record: NewRecord): Promise<MergeCounts> {
  const { connection, meta, run } = parts;
  const { target } = plan.replica;
  await staging.keepNewest(plan.existing.key);
  await prepareIndexes(parts, plan);
  const views = plan.changes.some(mayBreakViews) ? await findDependents(connection, target) : [];
  const counts = await inTransaction(connection, async () => {
    await applyChanges(connection, plan);
    for (const view of views) if (view.isSound) await refuseBrokenView(parts, plan, view);
    const merged = await mergeRows(connection, staging.table, plan);
    await meta.save(run, record);
    return merged;
  });
  await staging.drop();
  await forbidNulls(parts, plan);
  await restoreIndexes(connection, target);
  return counts;
}

async function prepareIndexes({ connection }: SessionParts, { replica, changes }: MergePlan): Promise<void> {
  if (changes.length > 0 && (await hasIndexes(connection, replica.target))) await preparePendingIndexes(connection);
}

async function refuseBrokenView(
  { connection }: SessionParts,
  { replica }: MergePlan,
  view: { readonly schema: string; readonly table: string },
): Promise<void> {
  if (await isSound(connection, view)) return;
  throw new CodedError('SQL_DEPENDENTS', {
    message: `${plainName(replica.target)}: the view ${plainName(view)} needs a column that is to be changed or dropped.`,
    details: { views: [plainName(view)] },
  });
}

/**
 * In a transaction of its own, because DuckDB refuses it in one that has changed rows. If this process dies before it,
 * the column still allows NULL, and the next evolution finds that.
 */
async function forbidNulls({ connection }: SessionParts, { replica, changes }: MergePlan): Promise<void> {
  const table = quoteTable(replica.target);
  for (const { name } of columnsToForbidNull(changes)) {
    const [found] = await connection.query(`SELECT count(*) AS rows FROM ${table} WHERE ${quoteName(name)} IS NULL`);
    if (Number(found?.['rows']) > 0) continue;
    await inTransaction(connection, async () => {
      await setIndexesAside(connection, replica.target);
      await connection.execute(`ALTER TABLE ${table} ALTER COLUMN ${quoteName(name)} SET NOT NULL`);
    });
  }
}
