import { type DapClient, JobLostError } from '../../../dap/index.js';
import { CodedError, isAbort } from '../../../errors.js';
import type { Database } from '../../contract/database.js';
import type { Replica } from '../../contract/names.js';
import type { LoadFilesOptions, LoadFilesResult } from '../../contract/replication.js';
import type { StageRecord } from '../../contract/stage.js';
import type { Teller } from '../teller.js';
import { loadIntoStage } from './load-into-stage.js';
import { readPlan } from './stage-plan.js';

/** What loading files for the stage of another process needs. */
export interface FilesWork {
  readonly client: DapClient;
  readonly database: Database;
  readonly replica: Replica;
  readonly options: LoadFilesOptions;
  readonly tell: Teller;
}

/**
 * Adds files to the stage of a table, without its lock: any number of processes may do so at a time.
 *
 * @throws CodedError `DAP_HANDLE_INVALID` for a client of another gateway or root account; the errors of the client and
 * of the database.
 */
export async function loadStagedFiles(work: FilesWork): Promise<LoadFilesResult> {
  const { options } = work;
  let loaded = 0;
  const onFile = (): void => {
    loaded += 1;
  };
  try {
    const isUsed = await addFiles(work, onFile);
    return { loaded, isGone: !isUsed };
  } catch (error) {
    if (isAbort(error)) throw error;
    options.signal?.throwIfAborted();
    if (!(error instanceof JobLostError) && !(await isStageGone(work))) throw error;
    return { loaded, isGone: true };
  }
}

/** @returns false when the stage is gone, or is not to be used. */
async function addFiles(work: FilesWork, onFile: () => void): Promise<boolean> {
  const { client, database, replica, options, tell } = work;
  const { stageId: id, objectIds, spoolFolder, signal } = options;
  const opened = await database.openStage({ ...replica, id });
  if (opened === undefined) return false;
  await using session = opened.session;
  const { stage: record } = opened;
  const plan = readPlan(record);
  if (plan === undefined) {
    tell.warn(`The stage ${id} is left alone: its plan cannot be read.`);
    return false;
  }
  refuseOthers(record, objectIds);
  const format = database.loadFormat;
  const careful = plan.careful;
  await loadIntoStage({ client, session, record, plan, format, objectIds, careful, spoolFolder, signal, tell, onFile });
  return true;
}

/** Whatever failed does not matter once the stage was merged or dropped. */
async function isStageGone({ database, replica, options }: FilesWork): Promise<boolean> {
  try {
    const opened = await database.openStage({ ...replica, id: options.stageId });
    await opened?.session.release();
    return opened === undefined;
  } catch {
    // The error that came first says more.
    return false;
  }
}

function refuseOthers({ ref, id, objectIds }: StageRecord, wanted: readonly string[]): void {
  const known = new Set(objectIds);
  const other = wanted.find((objectId) => !known.has(objectId));
  if (other === undefined) return;
  throw new CodedError('SQL_STATEMENT', {
    message: `${ref.namespace}.${ref.table}: the file ${other} is not of the job of the stage ${id}. Pass ids of its list of missing files.`,
    failureType: 'config_error',
  });
}
