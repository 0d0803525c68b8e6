import { type CompleteJob, compareInstants, JobStaleError, judgeSince } from '../../dap/index.js';
import { isCodedError } from '../../errors.js';
import type { Comparison, ComparisonResult, MergeCounts, RowLoad } from '../contract/database.js';
import type { SqlColumn } from '../contract/design.js';
import type { VerifyOptions, VerifyResult } from '../contract/replication.js';
import { type Filled, type FillOptions, fill } from './fill.js';
import { type KnownTable, knownTable, planFor, withoutPending } from './known-table.js';
import { requireOwnAccount } from './own-account.js';
import { instantOf } from './result.js';
import { SchemaSource } from './schema-source.js';
import { isForgetful, snapshotAgain } from './snapshot-again.js';
import { synchronizeTable } from './synchronize.js';
import { policiesOf, type TableWork, tableError } from './table-work.js';

/**
 * Holds a table against a snapshot. Rows that changed between the record of the table and the snapshot, whichever is
 * older, are left out: one of them cannot have them yet. Nothing is written but for a repair.
 *
 * @throws CodedError `SQL_NOT_INITIALIZED`, `SQL_OTHER_ACCOUNT`, `SQL_SNAPSHOT_NEEDED`; the errors of the client.
 */
export async function verifyTable(work: TableWork, options: VerifyOptions): Promise<VerifyResult> {
  const known = await requireKnown(work);
  const schema = new SchemaSource(work);
  const { at, result } = await compareCarefully(work, known, schema);
  const verdict = judge(work, at, result);
  if (verdict.isEqual || options.repair !== true) return verdict;
  const repairing = { ...work, options: { ...work.options, resnapshot: true, resnapshotStrategy: 'diff' as const } };
  return { ...verdict, repaired: await repair(repairing, known, schema, at) };
}

/** A snapshot that is older than the table is followed by the changes since then. */
async function repair(work: TableWork, known: KnownTable, schema: SchemaSource, at: string): Promise<MergeCounts> {
  const cause = { reason: 'the table differs from the service', notBefore: at, catchesUp: true };
  const { timestamp, upserted, deleted } = await snapshotAgain(work, known, schema, cause);
  if (compareInstants(timestamp, known.record.timestamp) >= 0) return { upserted, deleted };
  const caughtUp = await synchronizeTable(work, {});
  return { upserted: upserted + caughtUp.upserted, deleted: deleted + caughtUp.deleted };
}

async function requireKnown(work: TableWork): Promise<KnownTable> {
  const record = await work.session.record();
  if (record === undefined) {
    throw tableError(work, 'SQL_NOT_INITIALIZED', 'the database has no record of this table. Run dap initdb first.');
  }
  await requireOwnAccount(work, record, false);
  const existing = await work.session.existing();
  if (existing === undefined) {
    throw tableError(work, 'SQL_NOT_INITIALIZED', 'the table is recorded, but it is gone from the database.');
  }
  return knownTable(work, record, existing);
}

/** What a snapshot of `at` showed. */
interface Compared {
  readonly at: string;
  readonly result: ComparisonResult;
}

/** Once more with every check of the database, if it has refused a row. */
async function compareCarefully(work: TableWork, known: KnownTable, schema: SchemaSource): Promise<Compared> {
  try {
    return await compare(work, known, schema, false);
  } catch (error) {
    if (!isCodedError(error, 'SQL_ROW_REFUSED')) throw error;
    work.tell.warn(`The comparison is repeated with careful checks: ${error.message}`);
    return await compare(work, known, schema, true);
  }
}

async function compare(work: TableWork, known: KnownTable, schema: SchemaSource, careful: boolean): Promise<Compared> {
  const recorded = known.record.timestamp;
  const facts = await schema.facts();
  let columns: readonly SqlColumn[] = [];
  let comparison: Comparison | undefined;
  const plan = async (job: CompleteJob) => {
    columns = await comparableColumns(work, known, schema, job);
    return columns;
  };
  const open = async () => {
    await comparison?.close();
    comparison = await work.session.createComparison(columns);
    return comparison.snapshot;
  };
  try {
    const snapshot = await fillSnapshot(work, careful, recorded, facts, { plan, open });
    if (comparison === undefined) throw new Error('A snapshot was read without a job.');
    const { changes } = comparison;
    const at = instantOf(snapshot);
    const [since, notBefore] = compareInstants(at, recorded) > 0 ? [recorded, at] : [at, recorded];
    if (since !== notBefore) {
      const target = { plan: onlyOnce(work, columns), open: async () => changes };
      await orTooOld(work, since, async () => await fillStaging(work, careful, { since, notBefore, facts }, target));
    }
    work.tell.phase('merging');
    return { at, result: await comparison.result() };
  } finally {
    await comparison?.close();
  }
}

/** The changes go where the snapshot went: they cannot begin again with other columns. */
function onlyOnce<T>(work: TableWork, target: T): () => Promise<T> {
  let isTaken = false;
  return async () => {
    if (isTaken) {
      throw tableError(work, 'SQL_SCHEMA_CHANGE', 'its schema changed while it was compared. Run the command again.');
    }
    isTaken = true;
    return target;
  };
}

/** Where rows go. */
type FillTarget = Pick<FillOptions<RowLoad>, 'plan' | 'open'>;

/** The service repeats a snapshot for 24 hours. An older one than the table does as well, but tells less. */
async function fillSnapshot(
  work: TableWork,
  careful: boolean,
  recorded: string,
  facts: SchemaFacts,
  target: FillTarget,
): Promise<Filled<RowLoad>> {
  try {
    return await fillStaging(work, careful, { notBefore: recorded, facts }, target);
  } catch (error) {
    if (!(error instanceof JobStaleError)) throw error;
    work.tell.warn(`Rows that have changed since the snapshot are not compared: ${error.message}`);
    return await fillStaging(work, careful, { facts }, target);
  }
}

/** What is asked for. */
interface Asked {
  readonly since?: string;
  readonly notBefore?: string;
  readonly facts: SchemaFacts;
}

type SchemaFacts = Awaited<ReturnType<SchemaSource['facts']>>;

async function fillStaging(
  work: TableWork,
  careful: boolean,
  { since, notBefore, facts }: Asked,
  target: FillTarget,
): Promise<Filled<RowLoad>> {
  const { client, database, replica, options, tell } = work;
  const { spoolFolder, signal } = options;
  return await fill({
    client,
    ref: replica.ref,
    since,
    reading: { notBefore, ...facts, spoolFolder, signal },
    format: database.loadFormat,
    policies: policiesOf(options),
    keepsMeta: true,
    careful,
    ...target,
    tell,
  });
}

/** Without these changes, it cannot be told what the table should have. */
async function orTooOld<T>(work: TableWork, since: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (judgeSince(error, since, work.client.latestNow()) === undefined) throw error;
    const text = `the service does not tell the changes since ${since}, so the table cannot be compared. Synchronize it first.`;
    throw tableError(work, 'SQL_SNAPSHOT_NEEDED', text, error);
  }
}

/** The columns that the table has as they are wanted; the others wait for the next sync. */
async function comparableColumns(
  work: TableWork,
  known: KnownTable,
  schema: SchemaSource,
  job: CompleteJob,
): Promise<readonly SqlColumn[]> {
  const plan = planFor(work, known, await schema.forJob(job), false);
  if (plan.needsSnapshot !== undefined) {
    const text = `${plan.needsSnapshot}. The table cannot be compared before a new snapshot. Synchronize it first.`;
    throw tableError(work, 'SQL_SNAPSHOT_NEEDED', text);
  }
  const columns = withoutPending(plan);
  const pending = plan.columns.filter((column) => !columns.includes(column)).map(({ name }) => name);
  if (pending.length > 0) work.tell.warn(`Columns that wait for a sync are not compared: ${pending.join(', ')}.`);
  return columns;
}

function judge({ replica, tell }: TableWork, at: string, result: ComparisonResult): VerifyResult {
  const isForgotten = isForgetful(replica.ref) && result.surplus > 0;
  if (isForgotten) tell.info(`${result.surplus} rows are older than what the service keeps, and stay.`);
  const surplus = isForgotten ? 0 : result.surplus;
  const { compared, missing, different, byColumn, sampleKeys } = result;
  const isEqual = missing + surplus + different === 0;
  const keys = isEqual ? [] : sampleKeys;
  return { isEqual, at, compared, missing, surplus, different, byColumn, sampleKeys: keys };
}
