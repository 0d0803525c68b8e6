import type { LastAnswer } from '../../dap/index.js';
import { present } from '../../util/present.js';
import { VERSION } from '../../version.js';
import type { RowLoad } from '../contract/database.js';
import type { TableDesign } from '../contract/design.js';
import type { NewRecord, OwnFacts } from '../contract/record.js';
import type { ReplicationResult } from '../contract/replication.js';
import type { Filled } from './fill.js';
import type { TableWork } from './table-work.js';

/** What a record is made of. */
export interface RecordFacts {
  readonly design: TableDesign;
  readonly timestamp: string;
  /** Names of the columns that come from the service. */
  readonly columns: readonly string[];
  readonly lastAnswer: LastAnswer | undefined;
  /** See {@link OwnFacts.toForbidNull}: what an earlier sync has left to do. */
  readonly toForbidNull?: readonly string[] | undefined;
}

/** The record of a table whose rows are as of `timestamp`. */
export function recordOf({ client, replica }: TableWork, facts: RecordFacts): NewRecord {
  const { design, timestamp, columns, lastAnswer, toForbidNull } = facts;
  const own: OwnFacts = {
    origin: client.origin,
    columns,
    writtenBy: VERSION,
    ...present({ lastAnswer, toForbidNull }),
  };
  return {
    ref: replica.ref,
    target: replica.target,
    timestamp,
    schemaVersion: design.schemaVersion,
    schemaText: design.schemaText,
    own,
  };
}

/** What can be told of a fill, whatever became of the table. */
export function resultOf(
  status: ReplicationResult['status'],
  record: Pick<NewRecord, 'timestamp' | 'schemaVersion'>,
  facts: Partial<Omit<ReplicationResult, 'status' | 'timestamp' | 'schemaVersion'>> = {},
): ReplicationResult {
  const { timestamp, schemaVersion } = record;
  const nothing = { upserted: 0, deleted: 0, duplicates: 0, changes: [], counts: [] };
  return { status, timestamp, schemaVersion, ...nothing, ...facts };
}

/**
 * The instant of the rows of a job: the next `since`.
 *
 * A client that repeats a snapshot promises the instant of its first job, because rows of that may have been stored.
 * Here they are undone, so the instant of the last job is exact.
 */
export function instantOf({ job }: Pick<Filled<RowLoad>, 'job'>): string {
  return (job.until ?? job.at) as string;
}
