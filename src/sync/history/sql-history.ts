import type { HistoryStore } from '../../sql/index.js';
import type { Clock } from '../../util/clock.js';
import type { HistoryEntry, SyncHistory } from '../contract/events.js';
import { readEntry } from './read-entry.js';

/** Bounds of the history: half a year of four runs a day with thirty tables, or a month with all of them. */
const KEPT_ENTRIES = 20_000;
const KEPT_MS = 180 * 86_400_000;
const DEFAULT_LIMIT = 1000;

/** Keeps the history in the database that the tables are in. */
export class SqlHistory implements SyncHistory {
  readonly #open: () => Promise<HistoryStore | undefined>;
  readonly #clock: Clock;

  /** @param open - gives the store; undefined where there is no database yet. */
  constructor(open: () => Promise<HistoryStore | undefined>, clock: Clock) {
    this.#open = open;
    this.#clock = clock;
  }

  async append(entry: HistoryEntry): Promise<void> {
    const { table, run, action, status, startedAt, endedAt, upserted, deleted } = entry;
    const { namespace, table: name, schema } = table;
    const ref = { namespace, table: name };
    const shared = { ref, schema, run, action, status, startedAt, endedAt, upserted, deleted };
    await (await this.#open())?.append({ ...shared, entry: JSON.stringify(entry) });
  }

  /** An entry that another version has written, and that this one cannot read, is left out. */
  async entries({
    table,
    limit = DEFAULT_LIMIT,
  }: Parameters<SyncHistory['entries']>[0] = {}): Promise<readonly HistoryEntry[]> {
    const texts = (await (await this.#open())?.entries({ table, limit })) ?? [];
    return texts.flatMap((text) => readEntry(text) ?? []);
  }

  async prune(): Promise<void> {
    const endedBefore = new Date(this.#clock.now() - KEPT_MS).toISOString();
    await (await this.#open())?.prune({ endedBefore, keep: KEPT_ENTRIES });
  }
}
