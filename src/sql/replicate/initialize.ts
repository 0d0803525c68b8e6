import { type CompleteJob, NoDataYetError } from '../../dap/index.js';
import type { FreshLoad } from '../contract/database.js';
import type { ExistingColumn, ExistingTable, TableDesign } from '../contract/design.js';
import type { TableRecord } from '../contract/record.js';
import type { ReplicationResult } from '../contract/replication.js';
import { foldName } from '../design/fold-name.js';
import { fillAndFinish } from './fill-and-finish.js';
import { instantOf, recordOf, resultOf } from './result.js';
import { SchemaSource } from './schema-source.js';
import { type TableWork, tableError } from './table-work.js';

/**
 * Makes a table from a snapshot. A table that the service has never filled is skipped: without an instant, nothing
 * could be recorded.
 *
 * @throws CodedError `SQL_ALREADY_INITIALIZED`, or `SQL_TARGET_TAKEN` when something else is in the place of the table.
 */
export async function initializeTable(work: TableWork): Promise<ReplicationResult> {
  const { session, tell } = work;
  const record = await session.record();
  const existing = await session.existing();
  if (record !== undefined && existing !== undefined) {
    if (work.attempts.hasLoaded) return await committedBefore(work, record);
    throw alreadyInitialized(work, record);
  }
  await refuseOtherRecord(work);
  const schema = new SchemaSource(work);
  const design = await schema.newest();
  if (existing !== undefined) {
    refuseForeignTable(work, existing, design);
    tell.warn('A table without a record is in the place of this one: what an interrupted load left. It is replaced.');
  }
  if (record !== undefined) tell.warn('The table is recorded, but it is gone. It is made again.');
  work.attempts.hasLoaded = true;
  return await loadFresh(work, schema);
}

/** Loads a snapshot into a table that is not there. */
export async function loadFresh(work: TableWork, schema: SchemaSource): Promise<ReplicationResult> {
  const { session, tell } = work;
  let design = await schema.newest();
  const plan = async (job: CompleteJob) => {
    design = await schema.forJob(job);
    return design.columns;
  };
  const open = async () => await session.createLoad(design);
  try {
    const choice = { kind: 'fresh', plan, open, ...(await schema.facts()) } as const;
    return await fillAndFinish<FreshLoad>(work, choice, async (filled) => {
      tell.phase('committing');
      const columns = design.columns.map(({ name }) => name);
      const { lastAnswer, counts, job } = filled;
      const record = recordOf(work, { design, timestamp: instantOf(filled), columns, lastAnswer });
      const load = filled.load as FreshLoad;
      const { rows, duplicates } = await load.commit(record);
      for (const note of load.notes ?? []) tell.info(note);
      return resultOf('initialized', record, { upserted: rows, duplicates, counts, jobId: job.id });
    });
  } catch (error) {
    if (!(error instanceof NoDataYetError)) throw error;
    tell.warn('The service has no data of this table yet. It is left out until there is some.');
    const reason = 'the service has no data of it yet';
    return resultOf('skipped', { timestamp: '', schemaVersion: design.schemaVersion }, { reason });
  }
}

/** The commit had succeeded, and only what followed it had not. */
async function committedBefore(
  { database, replica, tell }: TableWork,
  record: TableRecord,
): Promise<ReplicationResult> {
  tell.info('The table is complete: its commit had succeeded.');
  return resultOf('initialized', record, { upserted: await database.countRows(replica) });
}

function alreadyInitialized(work: TableWork, { timestamp }: TableRecord) {
  return tableError(
    work,
    'SQL_ALREADY_INITIALIZED',
    `the database has this table already, as of ${timestamp}. Nothing was changed.`,
  );
}

/** Another table of DAP may have been put in the same place, by a schema of the user's choice. */
async function refuseOtherRecord(work: TableWork): Promise<void> {
  const { database, replica } = work;
  const { schema, table } = replica.target;
  const listed = await database.list();
  const other = listed.find(
    ({ record, ref, target }) =>
      record !== undefined &&
      target.schema === schema &&
      target.table === table &&
      (ref.namespace !== replica.ref.namespace || ref.table !== replica.ref.table),
  );
  if (other === undefined) return;
  const { namespace, table: name } = other.ref;
  throw tableError(work, 'SQL_TARGET_TAKEN', `${schema}.${table} of the database holds ${namespace}.${name} already.`);
}

/**
 * What an interrupted load has left has the columns of the service, all of them and no others. In a table with the key of
 * the official client the service may have changed them since: others have a comment then.
 */
function refuseForeignTable(work: TableWork, existing: ExistingTable, design: TableDesign): void {
  const { database, replica } = work;
  const fold = (name: string) => foldName(database.dialect, name);
  const wanted = new Set(design.columns.map(({ name }) => fold(name)));
  const isRemoved = ({ comment }: ExistingColumn) => existing.hasClientKey === true && comment !== undefined;
  const foreign = existing.columns
    .filter((column) => !wanted.has(fold(column.name)) && !isRemoved(column))
    .map(({ name }) => name);
  const found = new Set(existing.columns.map(({ name }) => fold(name)));
  const lacking = existing.hasClientKey === true ? [] : [...wanted].filter((name) => !found.has(name));
  if (foreign.length === 0 && lacking.length === 0 && existing.columns.length > 0) return;
  const { schema, table } = replica.target;
  const what =
    foreign.length === 0
      ? `it lacks columns of the service, such as ${lacking[0]}`
      : `it has columns that the service does not know, such as ${foreign[0]}`;
  throw tableError(
    work,
    'SQL_TARGET_TAKEN',
    `the database has a table ${schema}.${table} that no replication made: ${what}. Drop or rename it, or choose another schema.`,
  );
}
