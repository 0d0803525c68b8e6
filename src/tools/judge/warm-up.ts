import type { PlainClient } from '../../emulator/testing/plain-client.js';
import { TABLES } from './changes.js';

/** Ends of the queries of each table so far: the next begin there. */
export type Marks = ReadonlyMap<string, string>;

/**
 * Runs the queries of the replicator beforehand, so that its jobs are complete at once: it waits five seconds before it
 * polls any other.
 *
 * @param since without it snapshots are queried.
 */
export async function warmUp(plain: PlainClient, since?: Marks): Promise<Marks> {
  const marks = new Map<string, string>();
  for (const name of Object.keys(TABLES)) {
    const from = since?.get(name);
    const query = { format: 'tsv', mode: 'condensed', ...(from === undefined ? {} : { since: from }) };
    const job = await plain.finish(await plain.query(name, query));
    marks.set(name, String(job['until'] ?? job['at']));
  }
  return marks;
}
