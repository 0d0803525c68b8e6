import { type CompleteJob, compareInstants, type InvalidSince, type TableRef } from '../../dap/index.js';
import type { Merge, MergeRows } from '../contract/database.js';
import type { TableDesign } from '../contract/design.js';
import type { ReplicationResult } from '../contract/replication.js';
import { describeChange } from '../design/describe-change.js';
import type { PlannedEvolution } from '../design/plan-evolution.js';
import type { Filled } from './fill.js';
import { fillAndFinish } from './fill-and-finish.js';
import { type KnownTable, planFor } from './known-table.js';
import { instantOf, recordOf, resultOf } from './result.js';
import type { SchemaSource } from './schema-source.js';
import { type TableWork, tableError } from './table-work.js';

/** Why a table is read again. */
export interface SnapshotCause {
  /** The end of a sentence. */
  readonly reason: string;
  readonly rebuild?: boolean;
  /** The snapshot must not be older. */
  readonly notBefore?: string;
  /** What the service says of the instant of the record, if that is the reason. */
  readonly invalid?: InvalidSince;
  readonly cause?: unknown;
  /** The changes since the snapshot follow at once. */
  readonly catchesUp?: boolean;
}

/** @throws CodedError `SQL_SNAPSHOT_NEEDED` when the user wants to be asked before a new snapshot. */
export function refuseSnapshot(work: TableWork, { reason, cause }: Pick<SnapshotCause, 'reason' | 'cause'>): void {
  if (work.options.resnapshot !== false) return;
  throw tableError(work, 'SQL_SNAPSHOT_NEEDED', `${reason}. Only a new snapshot helps, and it is not allowed.`, cause);
}

/**
 * Makes a table equal to a new snapshot, in place: nothing that hangs on the table is lost. Rows of a log that the
 * service has merely forgotten stay.
 */
export async function snapshotAgain(
  work: TableWork,
  known: KnownTable,
  schema: SchemaSource,
  why: SnapshotCause,
): Promise<ReplicationResult> {
  if (why.rebuild !== true) refuseSnapshot(work, why);
  tellWhy(work, known, why);
  let planned: Planned | undefined;
  const plan = async (job: CompleteJob) => {
    const design = await schema.forJob(job);
    planned = { design, plan: planFor(work, known, design, why.rebuild === true) };
    return isNothingNew(job, known, why, planned.plan) ? undefined : planned.plan.columns;
  };
  const open = async () => await createMerge(work, known, (planned as Planned).plan);
  const jobId = known.record.own?.lastAnswer?.jobId;
  const lastAnswer = jobId === undefined ? undefined : { jobId };
  const facts = { before: known.record, notBefore: why.notBefore, lastAnswer, ...(await schema.facts()) };
  const choice = { kind: 'snapshot', plan, open, ...facts } as const;
  return await fillAndFinish<Merge>(work, choice, async (filled) => {
    return await finish(work, known, planned as Planned, filled, why);
  });
}

interface Planned {
  readonly design: TableDesign;
  readonly plan: PlannedEvolution;
}

function tellWhy({ replica, tell }: TableWork, { record }: KnownTable, { reason, invalid }: SnapshotCause): void {
  tell.warn(`A new snapshot is read: ${reason}.`);
  if (invalid === undefined || !isForgetful(replica.ref)) return;
  const until = invalid.earliest === undefined ? 'the first row of the snapshot' : invalid.earliest;
  tell.warn(
    `The service keeps rows of this table for a limited time. Rows written between ${record.timestamp} and ${until} may be missing for good; those that the table has stay.`,
  );
}

/** The service keeps the rows of logs for 30 days: a row that is not in a snapshot was not deleted. */
export function isForgetful({ namespace, table }: TableRef): boolean {
  return namespace === 'canvas_logs' && table === 'web_logs';
}

/** A quiet table: the service has forgotten its changes, but there were none. */
function isNothingNew(
  { at }: CompleteJob,
  { record }: KnownTable,
  why: SnapshotCause,
  plan: PlannedEvolution,
): boolean {
  const isQuiet = why.invalid?.kind === 'too-old' && at !== undefined && compareInstants(at, record.timestamp) === 0;
  return isQuiet && plan.changes.length === 0;
}

async function createMerge({ session, replica, options }: TableWork, { existing }: KnownTable, plan: PlannedEvolution) {
  const { changes, columns } = plan;
  const keepMissing = isForgetful(replica.ref);
  // Emptying the table would take the values of the user's own columns with it: only who asks for it gets it.
  const strategy = keepMissing ? 'diff' : (options.resnapshotStrategy ?? 'diff');
  const rows: MergeRows = { kind: 'snapshot', strategy, keepMissing };
  return await session.createMerge({ replica, existing, changes, columns, rows });
}

async function finish(
  work: TableWork,
  { record: before }: KnownTable,
  { design, plan }: Planned,
  filled: Filled<Merge>,
  { catchesUp }: SnapshotCause,
): Promise<ReplicationResult> {
  const { session, tell } = work;
  const { load, lastAnswer, counts, job } = filled;
  const record = recordOf(work, { design, timestamp: instantOf(filled), columns: plan.known, lastAnswer });
  if (load === undefined) {
    tell.info('The snapshot is of the instant that the table has already: nothing has changed.');
    tell.phase('committing');
    await session.saveRecord(record);
    return resultOf('synchronized', record, { jobId: job.id });
  }
  if (catchesUp !== true && compareInstants(record.timestamp, before.timestamp) < 0) {
    tell.warn(`The table goes back from ${before.timestamp} to ${record.timestamp}: the service holds nothing later.`);
  }
  tell.phase('merging');
  const merged = await load.commit(record);
  for (const note of [...plan.notes, ...(load.notes ?? [])]) tell.info(note);
  for (const warning of load.warnings ?? []) tell.warn(warning);
  const changes = plan.changes.map(describeChange);
  return resultOf('resnapshot', record, { ...merged, changes, counts, jobId: job.id });
}
