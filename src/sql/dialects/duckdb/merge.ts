import { CodedError } from '../../../errors.js';
import type { Merge, MergeCounts, MergePlan } from '../../contract/database.js';
import type { NewRecord } from '../../contract/record.js';
import { applyChanges, columnsToForbidNull, mayBreakViews } from './apply-changes.js';
import { findDependents, isSound } from './dependents.js';
import { aboutTable, isRowError } from './errors.js';
import { mergeRows } from './merge-rows.js';
import { type Place, plainName, quoteName, quoteTable } from './names.js';
import {
  hasIndexes,
  hasUniqueIndex,
  preparePendingIndexes,
  restoreIndexes,
  setIndexesAside,
} from './pending-indexes.js';
import type { SessionParts } from './session-parts.js';
import { createStaging, type Staging } from './staging.js';
import { inTransaction } from './transaction.js';

/** Gathers rows in a temporary table and merges them in one transaction. */
export async function createTableMerge(parts: SessionParts, plan: MergePlan): Promise<Merge> {
  const label = plainName(parts.place);
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
  const { connection, place: target, meta, run } = parts;
  await staging.keepNewest(plan.existing.key);
  await prepareIndexes(parts);
  const views = plan.changes.some(mayBreakViews) ? await findDependents(connection, target) : [];
  const counts = await inTransaction(connection, async () => {
    await applyChanges(connection, target, plan);
    for (const view of views) if (view.isSound) await refuseBrokenView(parts, view);
    const merged = await mergeRows(connection, target, staging.table, plan);
    await meta.save(run, record);
    return merged;
  });
  await staging.drop();
  await forbidNulls(parts, plan);
  await restoreIndexes(connection, target);
  return counts;
}

/**
 * A unique index refuses a row that is deleted and inserted again in one transaction, even in the one that drops it: so
 * it is set aside before. The next who opens the table makes it again if the merge fails.
 */
async function prepareIndexes({ connection, place }: SessionParts): Promise<void> {
  if (await hasIndexes(connection, place)) await preparePendingIndexes(connection, place);
  if (await hasUniqueIndex(connection, place))
    await inTransaction(connection, () => setIndexesAside(connection, place));
}

async function refuseBrokenView({ connection, place }: SessionParts, view: Place): Promise<void> {
  if (await isSound(connection, view)) return;
  throw new CodedError('SQL_DEPENDENTS', {
    message: `${plainName(place)}: the view ${plainName(view)} needs a column that is to be changed or dropped.`,
    details: { views: [plainName(view)] },
  });
}

/**
 * In a transaction of its own, because DuckDB refuses it in one that has changed rows. If this process dies before it,
 * the column still allows NULL, and the next evolution finds that.
 */
async function forbidNulls({ connection, place }: SessionParts, plan: MergePlan): Promise<void> {
  const table = quoteTable(place);
  for (const { name } of columnsToForbidNull(plan)) {
    const [found] = await connection.query(`SELECT count(*) AS rows FROM ${table} WHERE ${quoteName(name)} IS NULL`);
    if (Number(found?.['rows']) > 0) continue;
    await inTransaction(connection, async () => {
      await setIndexesAside(connection, place);
      await connection.execute(`ALTER TABLE ${table} ALTER COLUMN ${quoteName(name)} SET NOT NULL`);
    });
  }
}
