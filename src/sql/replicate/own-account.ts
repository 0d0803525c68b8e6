import {
  compareOrigins,
  type DapClient,
  NotFoundError,
  RequestTypeForbiddenError,
  type TableRef,
} from '../../dap/index.js';
import type { TableRecord } from '../contract/record.js';
import { type TableWork, tableError } from './table-work.js';

/**
 * Makes sure that a table holds the data of the account that is read now. With another key of the same gateway that is
 * so if the key can see the job that was loaded last: keys are rotated, and the service keeps a job for 24 hours.
 *
 * @throws CodedError `SQL_OTHER_ACCOUNT`.
 */
export async function requireOwnAccount(work: TableWork, { own }: TableRecord, rebuild: boolean): Promise<void> {
  const { client, replica, options, tell } = work;
  // The official client does not say whose data it has loaded.
  if (own === undefined) return;
  const relation = compareOrigins(own.origin, client.origin);
  if (relation === 'same') return;
  if (relation === 'foreign') {
    const text = `the table of the database holds data of ${describe(own.origin)}, and ${describe(client.origin)} is read now.`;
    throw tableError(work, 'SQL_OTHER_ACCOUNT', text);
  }
  const jobId = own.lastAnswer?.jobId;
  if (jobId !== undefined && (await canSeeJob(client, replica.ref, jobId, options.signal))) return;
  if (rebuild) {
    tell.warn('The table was read with another client ID before. All rows are replaced by those of this one.');
    return;
  }
  throw tableError(
    work,
    'SQL_OTHER_ACCOUNT',
    'the table was read with another client ID, and nothing proves that both belong to one account. If they do, synchronize it with --rebuild once: a new snapshot is read.',
  );
}

function describe({ url, scope }: { readonly url: string; readonly scope?: string | undefined }): string {
  return scope === undefined ? url : `${url}, root account ${scope}`;
}

/** Whether the key that is used now can see a job. */
export async function canSeeJob(
  client: DapClient,
  ref: TableRef,
  jobId: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    await client.getJob(jobId, ref, { signal });
    return true;
  } catch (error) {
    if (error instanceof NotFoundError || error instanceof RequestTypeForbiddenError) return false;
    throw error;
  }
}
