import type { ListedTable, ReplicationOptions, ReplicationResult, SynchronizeOptions } from '../../sql/index.js';
import type { HistoryEntry, SyncHistory, SyncTable } from '../contract/events.js';
import type { SyncTarget } from '../contract/target.js';

/** What a fake database was asked to do. */
export interface FakeCall {
  readonly act: 'initialize' | 'synchronize';
  readonly name: string;
  readonly options: SynchronizeOptions;
}

/** What a call does; gives the status of its result. */
export type FakeWork = (call: FakeCall, count: number) => Promise<ReplicationResult['status']> | undefined;

const RESULT = { timestamp: '2026-03-01T08:00:00Z', schemaVersion: 1, upserted: 3, deleted: 1, duplicates: 0 } as const;

/** A database without rows: it knows which tables are recorded. */
export class FakeTarget implements SyncTarget {
  readonly calls: FakeCall[] = [];
  readonly entries: HistoryEntry[] = [];
  rests = 0;
  readonly history: SyncHistory;
  readonly #recorded: ReadonlySet<string>;
  readonly #work: FakeWork;
  readonly #nowText: string;

  constructor(recorded: readonly string[], work: FakeWork = () => undefined, nowText = '2026-03-01T10:00:00.000000Z') {
    this.#recorded = new Set(recorded);
    this.#work = work;
    this.#nowText = nowText;
    this.history = {
      append: async (entry) => {
        this.entries.push(entry);
      },
      entries: async () => this.entries.toReversed(),
      prune: async () => undefined,
    };
  }

  async prepare(): Promise<void> {}

  async now(): Promise<string> {
    return this.#nowText;
  }

  async list(): Promise<readonly ListedTable[]> {
    return [...this.#recorded].map((name) => {
      const [namespace = '', table = ''] = name.split('.');
      const place = { ref: { namespace, table }, target: { schema: namespace, table } };
      return { ...place, record: { ...place, ...RESULT, schemaText: '{}' }, state: 'ready' };
    });
  }

  async initialize(table: SyncTable, options: ReplicationOptions): Promise<ReplicationResult> {
    return await this.#call('initialize', table, options);
  }

  async synchronize(table: SyncTable, options: SynchronizeOptions): Promise<ReplicationResult> {
    return await this.#call('synchronize', table, options);
  }

  async rest(): Promise<void> {
    this.rests += 1;
  }

  async #call(act: FakeCall['act'], { namespace, table }: SyncTable, options: SynchronizeOptions) {
    const call = { act, name: `${namespace}.${table}`, options };
    this.calls.push(call);
    const count = this.calls.filter(({ name }) => name === call.name).length;
    const status = (await this.#work(call, count)) ?? (act === 'initialize' ? 'initialized' : 'synchronized');
    return { status, ...RESULT, changes: [], counts: [] };
  }
}
