import { PRODUCTION_URL } from '../../dap/index.js';
import { CodedError } from '../../errors.js';
import type { WorkQueue } from '../../worker/index.js';
import { chooseConnection } from '../database/choose-connection.js';
import type { DatabaseSession } from '../database/database-session.js';
import { passwordsOf } from '../database/passwords.js';
import type { DatabaseFlags } from '../settings/database-options.js';
import type { DatabaseSettings } from '../settings/database-settings.js';
import type { QueueFlags } from '../settings/sync-options.js';
import type { FileSyncSettings } from '../settings/sync-settings.js';

type Flags = DatabaseFlags & DatabaseSettings & QueueFlags & FileSyncSettings;

/** Word for the database that the tables are in. */
const TARGET = 'target';

/**
 * Opens the queue that the options name; undefined without one.
 *
 * @throws CodedError `TOOL_INPUT` for an address that is none, or a database that cannot be shared; `SYNC_QUEUE`.
 */
export async function openServiceQueue(session: DatabaseSession<Flags>): Promise<WorkQueue | undefined> {
  const { database, flags, log } = session;
  const { queue: named, unsetQueueVariable: unset } = flags;
  if (named === undefined && unset !== undefined) {
    const message = `The settings file takes the address of the queue from the variable ${unset}, which is not set.`;
    throw new CodedError('TOOL_INPUT', { message, details: { variable: unset } });
  }
  if (named === undefined) return undefined;
  if (database.connection.dialect === 'duckdb') {
    throw new CodedError('TOOL_INPUT', {
      message: 'A DuckDB file is for one process: give --to a database server to share the work by --queue.',
    });
  }
  const { openQueue, parseQueueAddress, queueNameOf } = await import('../../worker/index.js');
  const url = named === TARGET ? targetOf(session) : named;
  for (const password of passwordsOf(url)) log.addSecret(password);
  const address = parseQueueAddress(url);
  const { clientId = '', baseUrl = PRODUCTION_URL } = flags;
  const name = flags.queueName ?? queueNameOf([database.display, baseUrl.replace(/\/+$/, ''), clientId]);
  const queue = await openQueue({ address, name, onWarning: (message) => log.warning(message) });
  log.info(`the work is shared through the queue ${name} at ${address.display}`);
  return queue;
}

function targetOf({ database, flags }: DatabaseSession<Flags>): string {
  const url = chooseConnection(flags, process.env);
  if (url !== undefined && database.connection.dialect === 'postgresql') return url;
  throw new CodedError('TOOL_INPUT', {
    message: '--queue target needs PostgreSQL, named by --to: give the address of a PostgreSQL or Redis in its place.',
  });
}
