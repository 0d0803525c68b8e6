import { CodedError } from '../../errors.js';
import type { DatabaseSession } from '../database/database-session.js';
import type { ServiceFlags } from '../settings/sync-options.js';
import { localWorker } from './crew.js';
import { openServiceQueue } from './open-service-queue.js';
import { syncEvents } from './sync-events.js';

/** Options of `dap worker`. */
export interface WorkerFlags extends ServiceFlags {
  readonly fileConcurrency: number;
}

/** Does `dap worker`: takes jobs of a queue until it is stopped. @returns the exit code. */
export async function serveWorker(session: DatabaseSession<WorkerFlags>): Promise<number> {
  const { database, flags, log, signal } = session;
  await using queue = await openServiceQueue(session);
  if (queue === undefined) {
    throw new CodedError('TOOL_INPUT', { message: 'A worker needs --queue: where dap sync puts the jobs.' });
  }
  const client = await session.client();
  await database.connection.open();
  const { SqlTarget } = await import('../../sync/sql-target.js');
  const target = new SqlTarget(client, database.connection);
  const { serveQueue } = await import('../../worker/index.js');
  log.info('the worker takes jobs until it is stopped');
  await serveQueue({
    queue,
    tables: localWorker(session, target),
    loadFiles: async ({ table, ...files }) => {
      const { namespace, table: name } = table;
      log.info(`${files.objectIds.length} files of a stage are loaded`, { namespace, table: name });
      await target.loadFiles(table, files);
    },
    fileConcurrency: flags.fileConcurrency,
    signal,
    onEvent: syncEvents(session, true),
  });
  return 0;
}
