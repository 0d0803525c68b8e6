import { type CompleteJob, compareInstants, type InvalidSince, judgeSince, NoDataYetError } from '../../dap/index.js';
import type { Merge } from '../contract/database.js';
import type { TableDesign } from '../contract/design.js';
import type { TableRecord } from '../contract/record.js';
import type { ReplicationResult, SynchronizeOptions } from '../contract/replication.js';
import { describeChange } from '../design/describe-change.js';
import type { PlannedEvolution } from '../design/plan-evolution.js';
import type { Filled } from './fill.js';
import { fillAndFinish } from './fill-and-finish.js';
import { loadFresh } from './initialize.js';
import { type KnownTable, knownTable, planFor, withoutPending } from './known-table.js';
import { requireOwnAccount } from './own-account.js';
import { instantOf, recordOf, resultOf } from './result.js';
import { SchemaSource } from './schema-source.js';
import { refuseSnapshot, snapshotAgain } from './snapshot-again.js';
import { type TableWork, tableError } from './table-work.js';

/**
 * Brings a table up to date by the changes since its record, through changes of its schema; by a new snapshot where
 * the changes do not suffice.
 *
 * @throws CodedError `SQL_NOT_INITIALIZED`, `SQL_OTHER_ACCOUNT`, `SQL_SCHEMA_CHANGE`, `SQL_SNAPSHOT_NEEDED`.
 */
export async function synchronizeTable(work: TableWork, options: SynchronizeOptions): Promise<ReplicationResult> {
  const { session, tell } = work;
  const rebuild = options.rebuild === true;
  const record = await session.record();
  if (record === undefined) {
    throw tableError(work, 'SQL_NOT_INITIALIZED', 'the database has no record of this table. Run dap initdb first.');
  }
  if (!rebuild && !work.isRepeat && (await isSyncedSince(work, options.unlessSyncedSince))) {
    return resultOf('skipped', record, { reason: 'another process has brought it up to date' });
  }
  await requireOwnAccount(work, record, rebuild);
  const existing = await session.existing();
  const schema = new SchemaSource(work);
  if (existing === undefined) {
    const reason = 'the table is recorded, but it is gone from the database';
    refuseSnapshot(work, { reason });
    tell.warn(`${sentence(reason)}. It is made again by a snapshot.`);
    return await loadFresh(work, schema);
  }
  const known = knownTable(work, record, existing);
  const plan = planFor(work, known, await schema.newest(), rebuild);
  if (plan.needsSnapshot !== undefined) {
    return await snapshotAgain(work, known, schema, {
      reason: plan.needsSnapshot,
      rebuild,
      notBefore: record.timestamp,
    });
  }
  return await changesOrSnapshot(work, known, schema);
}

async function isSyncedSince({ session }: TableWork, instant: string | undefined): Promise<boolean> {
  if (instant === undefined) return false;
  const syncedAt = await session.syncedAt();
  return syncedAt !== undefined && compareInstants(syncedAt, instant) >= 0;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The schema of a job turns out to need a snapshot. */
class SnapshotNeeded extends Error {
  override readonly name = 'SnapshotNeeded';
}

async function changesOrSnapshot(work: TableWork, known: KnownTable, schema: SchemaSource): Promise<ReplicationResult> {
  const { record } = known;
  const since = record.timestamp;
  try {
    return await mergeChanges(work, known, schema);
  } catch (error) {
    if (error instanceof SnapshotNeeded) {
      return await snapshotAgain(work, known, schema, { reason: error.message, notBefore: since });
    }
    if (error instanceof NoDataYetError) {
      work.tell.warn('The service has no data of this table at present. It stays as it is.');
      return resultOf('skipped', record, { reason: 'the service has no data of it at present' });
    }
    const invalid = judgeSince(error, since, work.client.latestNow());
    if (invalid === undefined) throw error;
    return await snapshotAgain(work, known, schema, { ...snapshotFor(invalid, since), invalid, cause: error });
  }
}

/** Why a snapshot takes the place of changes, and how old it may be. */
function snapshotFor(invalid: InvalidSince, since: string): { reason: string; notBefore?: string } {
  switch (invalid.kind) {
    case 'reloaded': {
      const { latest } = invalid;
      const notBefore = latest !== undefined && isLater(latest, since) ? latest : since;
      return {
        reason: `the table was loaded again on the server, and changes since ${since} are not known`,
        notBefore,
      };
    }
    case 'too-old': {
      const from = invalid.earliest === undefined ? '' : `, it holds them from ${invalid.earliest} on`;
      return { reason: `changes since ${since} are too old for the service${from}`, notBefore: since };
    }
    case 'too-late': {
      const held = invalid.latest === undefined ? '' : ` (${invalid.latest})`;
      return { reason: `the record of the table (${since}) is later than everything that the service holds${held}` };
    }
    case 'absurd':
      return { reason: `the record of the table (${since}) is more than a day ahead of the clocks` };
    default:
      return invalid.kind satisfies never;
  }
}

function isLater(a: string, b: string): boolean {
  try {
    return compareInstants(a, b) > 0;
  } catch {
    return false;
  }
}

/** What a job of changes was planned with. */
interface Planned {
  readonly design: TableDesign;
  readonly plan: PlannedEvolution;
  /** Columns that the last sync was to forbid NULL for, and this one does not come to. */
  readonly toForbidNull?: readonly string[] | undefined;
}

async function mergeChanges(work: TableWork, known: KnownTable, schema: SchemaSource): Promise<ReplicationResult> {
  const { record } = known;
  let planned: Planned | undefined;
  const plan = async (job: CompleteJob) => {
    planned = planJob(work, known, await schema.forJob(job), job);
    const { changes, columns } = planned.plan;
    return job.objects.length === 0 && changes.length === 0 ? undefined : columns;
  };
  const open = async () => await createChanges(work, known, (planned as Planned).plan);
  const facts = { before: record, lastAnswer: record.own?.lastAnswer, ...(await schema.facts()) };
  const choice = { kind: 'changes', plan, open, ...facts } as const;
  return await fillAndFinish<Merge>(work, choice, async (filled) => {
    return await finishChanges(work, record, planned as Planned, filled);
  });
}

function planJob(work: TableWork, known: KnownTable, design: TableDesign, job: CompleteJob): Planned {
  const plan = planFor(work, known, design, false);
  const { record } = known;
  // Files of the old schema lack what the new one brings: the table changes with the first files that have it.
  if (job.schema_version < design.schemaVersion && record.schemaVersion <= job.schema_version) {
    return postponed(known, design, plan);
  }
  if (plan.needsSnapshot !== undefined) throw new SnapshotNeeded(plan.needsSnapshot);
  return { design, plan };
}

/** The table stays as it is for now. */
function postponed({ record, existing }: KnownTable, design: TableDesign, plan: PlannedEvolution): Planned {
  const there = new Set(existing.columns.map(({ name }) => name));
  const removed = plan.changes.flatMap((change) => (change.kind === 'drop-column' ? [change.column.name] : []));
  const known = [...plan.known.filter((name) => there.has(name)), ...removed];
  const columns = withoutPending(plan).filter(({ name }) => there.has(name));
  const { schemaVersion, schemaText } = record;
  const toForbidNull = record.own?.toForbidNull;
  const stays = { changes: [], columns, notes: [], known };
  return { design: { ...design, schemaVersion, schemaText }, plan: stays, toForbidNull };
}

async function createChanges({ session, replica }: TableWork, { existing }: KnownTable, plan: PlannedEvolution) {
  const { changes, columns } = plan;
  return await session.createMerge({ replica, existing, changes, columns, rows: { kind: 'changes' } });
}

async function finishChanges(
  work: TableWork,
  before: TableRecord,
  { design, plan, toForbidNull }: Planned,
  filled: Filled<Merge>,
): Promise<ReplicationResult> {
  const { session, tell } = work;
  const { load, lastAnswer, counts, job } = filled;
  const timestamp = laterOf(instantOf(filled), before.timestamp);
  const record = recordOf(work, { design, timestamp, columns: plan.known, lastAnswer, toForbidNull });
  const isNothing = load === undefined || (filled.rows === 0 && plan.changes.length === 0);
  if (isNothing) {
    await load?.abort();
    tell.phase('committing');
    await session.saveRecord(record);
    for (const note of plan.notes) tell.info(note);
    return resultOf('synchronized', record, { jobId: job.id });
  }
  tell.phase('merging');
  const merged = await load.commit(record);
  for (const note of [...plan.notes, ...(load.notes ?? [])]) tell.info(note);
  for (const warning of load.warnings ?? []) tell.warn(warning);
  const changes = plan.changes.map(describeChange);
  return resultOf('synchronized', record, { ...merged, changes, counts, jobId: job.id });
}

/** The bookmark never goes back. */
function laterOf(a: string, b: string): string {
  return compareInstants(a, b) >= 0 ? a : b;
}
