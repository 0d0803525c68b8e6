import type { Watch } from '../../sync/watch/watch.js';
import type { DatabaseSession } from '../database/database-session.js';
import type { ServiceFlags } from '../settings/sync-options.js';

/**
 * Opens what watches the runs of this program, where the settings ask for it. Only a program that keeps running serves
 * anything: a single run beside it, with the same settings, finds the port taken.
 */
export async function watchService(
  session: DatabaseSession<ServiceFlags>,
  isService: boolean,
): Promise<Watch | undefined> {
  const { database, flags, log } = session;
  const { watch: settings = {}, listen } = flags;
  const isWatched = settings.objectives !== undefined || (isService && listen !== undefined);
  if (!isWatched) return undefined;
  const { historyOf } = await import('../../sync/sql-target.js');
  const { openWatch } = await import('./open-watch.js');
  const watch = await openWatch(
    { ...settings, listen: isService ? listen : undefined },
    {
      environment: process.env,
      history: historyOf(database.connection),
      onWarning: (message) => log.warning(message),
      registerSecret: log.addSecret,
    },
  );
  if (watch.url !== undefined) log.info(`metrics and health are served at ${watch.url}`);
  return watch;
}
