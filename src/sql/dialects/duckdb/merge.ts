import { CodedError } from '../../../errors.js';
import type { Merge, MergeCounts, MergePlan } from '../../contract/database.js';
import type { NewRecord } from '../../contract/record.js';
import { withToForbidNull } from '../to-forbid-null.js';
import { applyChanges, columnsToForbidNull, mayBreakViews } from './apply-changes.js';
import { type DependentView, findDependents, isSound } from './dependents.js';
import { aboutTable, isRowError } from './errors.js';
import type { TellMemory } from './memory.js';
import { largestVectorOf, needToMerge } from './memory-need.js';
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

/**
 * Gathers rows in a temporary table and merges them in one transaction.
 *
 * @param told - what was said before of indexes that could not be made.
 */
export async function createTableMerge(parts: SessionParts, plan: MergePlan, told: readonly string[]): Promise<Merge> {
  const label = plainName(parts.place);
  const notes: string[] = [];
  const warnings: string[] = [];
  const tell = (text: string) => notes.push(text);
  const staging = await createStaging(parts, 'dap_staging', label, plan.columns, tell);
  return {
    ...staging.load,
    notes,
    warnings,
    commit: async (record) => {
      try {
        return await parts.file.exclusive(() => commit({ parts, plan, staging, tell, told, warnings }, record));
      } catch (error) {
        throw aboutTable(error, label, isRowError(error) ? 'SQL_ROW_REFUSED' : undefined);
      }
    },
  };
}

interface Merging {
  readonly parts: SessionParts;
  readonly plan: MergePlan;
  readonly staging: Staging;
  readonly tell: TellMemory;
  readonly told: readonly string[];
  readonly warnings: string[];
}

async function commit(merging: Merging, record: NewRecord): Promise<MergeCounts> {
  const { parts, plan, staging, tell, told, warnings } = merging;
  const { connection, file, meta, place, run } = parts;
  file.memory.expect(
    Math.max(staging.need, needToMerge(plan.columns.length, await largestVectorOf(connection, place))),
  );
  const required = columnsToForbidNull(plan).map(({ name }) => name);
  const counts = await file.memory.growing(staging.need, tell, async () => {
    await staging.keepNewest(plan.existing.key);
    await prepareIndexes(parts);
    const views = plan.changes.some(mayBreakViews) ? await findDependents(connection, place) : [];
    return await inTransaction(connection, () => mergeInto(merging, views, withToForbidNull(record, required)));
  });
  await staging.drop();
  await file.memory.growing(0, tell, async () => {
    await forbidNulls(parts, plan);
    if (required.length > 0) await inTransaction(connection, () => meta.save(run, record));
    const unmade = await restoreIndexes(connection, place);
    warnings.push(...unmade.filter((text) => !told.includes(text)));
  });
  return counts;
}

async function mergeInto(
  { parts, plan, staging }: Merging,
  views: readonly DependentView[],
  record: NewRecord,
): Promise<MergeCounts> {
  const { connection, place, meta, run } = parts;
  await applyChanges(connection, place, plan);
  for (const view of views) if (view.isSound) await refuseBrokenView(parts, view);
  const counts = await mergeRows(connection, place, staging.table, plan);
  await meta.save(run, record);
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
 * the column still allows NULL, and the record says so to the next evolution.
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
