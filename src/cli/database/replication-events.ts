import { holdMemory } from '../../shell/hold-memory.js';
import type { ReplicationEvent, ReplicationOptions } from '../../sql/index.js';
import type { DatabaseSession } from './database-session.js';

/** A long load is told in the log this often. */
const PROGRESS_EVERY_MS = 60_000;
/** What is decoded and written between two events of a load, about. */
const COLLECT_BYTES = 1024 * 1024;

/** Writes the events of the replicator to the log, and shows them. */
export function replicationEvents({
  log,
  display,
}: Pick<DatabaseSession, 'log' | 'display'>): NonNullable<ReplicationOptions['onEvent']> {
  const toldMs = new Map<string, number>();
  const collect = holdMemory();
  return (event: ReplicationEvent): void => {
    const { namespace, table } = event;
    const key = `${namespace}.${table}`;
    switch (event.type) {
      case 'note':
        log.write(event.level, event.message, { namespace, table });
        return;
      case 'phase':
        display.update(key, { phase: event.phase });
        log.debug(event.phase, { namespace, table });
        return;
      case 'progress': {
        collect(COLLECT_BYTES);
        const { rows, files, ofFiles } = event;
        display.update(key, { phase: 'loading', rows, filesDone: files, filesTotal: ofFiles });
        const now = performance.now();
        const last = toldMs.get(key) ?? now;
        if (now - last < PROGRESS_EVERY_MS) {
          toldMs.set(key, last);
          return;
        }
        toldMs.set(key, now);
        log.info(`${rows} rows loaded, ${files} of ${ofFiles} files`, { namespace, table });
        return;
      }
      case 'done':
        // The command itself tells the result.
        return;
      default:
        event satisfies never;
    }
  };
}
