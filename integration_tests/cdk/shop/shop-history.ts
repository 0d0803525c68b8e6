import { expect } from 'vitest';
import {
  type ConfiguredCatalogFile,
  type ConnectorRun,
  checkReadOrder,
  type ReceivedMessage,
  type ReceivedState,
  recordsOf,
  stateFrom,
} from '../../../src/testing/index.js';
import type { Random } from '../../sql-histories/random.js';
import { type Row, ShopApi } from './shop-api.js';
import { runShop, shopCatalog } from './shop-run.js';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
/** Local clocks repeat an hour: a moment is taken for the earlier one, and a window begins an hour before that. */
const WIDENED_MS = 120 * MINUTE + 1000;

type Versions = ReadonlyMap<string, number>;

/** The largest version of each row, by stream and key, in the records that a STATE of their stream follows. */
export function committedVersions(messages: readonly ReceivedMessage[], from: Versions = new Map()) {
  const versions = new Map(from);
  const pending: [string, string, number][] = [];
  for (const { record, state } of messages) {
    if (record !== undefined) {
      pending.push([record.stream, `${record.stream} ${record.data['id']}`, Number(record.data['version'])]);
    }
    const stream = state?.stream?.stream_descriptor.name;
    for (const [of, key, version] of pending) {
      if (of === stream) versions.set(key, Math.max(version, versions.get(key) ?? 0));
    }
  }
  return versions;
}

/** A shop, and a destination that keeps only what a STATE covers. */
export class ShopHistory {
  readonly api: ShopApi;
  readonly random: Random;
  readonly config: object;
  now: number;
  committed: Versions = new Map();
  state: ReceivedState[] | undefined;
  readonly #catalog: ConfiguredCatalogFile;

  private constructor(api: ShopApi, random: Random, now: number, config: object, catalog: ConfiguredCatalogFile) {
    this.api = api;
    this.random = random;
    this.now = now;
    this.config = config;
    this.#catalog = catalog;
  }

  /** A shop with the items of some days before `now`. */
  static async start(random: Random, now: number, zone: string, more: object = {}): Promise<ShopHistory> {
    const api = await ShopApi.start(zone);
    const config = { url: api.url, start: new Date(now - 3 * DAY).toISOString(), zone, ...more };
    const history = new ShopHistory(api, random, now, config, await shopCatalog(config, now));
    for (let count = 0; count < 40; count += 1) history.change(now - random.below(3 * DAY));
    return history;
  }

  /** Changes a random item, new or old; never back in time. */
  change(at: number): void {
    const id = 1 + this.random.below(60);
    if ((this.api.items.get(id)?.at ?? 0) > at) return;
    const order = 1 + (id % 7);
    if ((this.api.orders.get(order)?.at ?? 0) > at) at = this.api.orders.get(order)?.at ?? at;
    const kind = id % 9 === 0 ? 'draft' : 'sold';
    this.api.change({ id, order, at, kind, price: this.random.pick([1, 2.5, 'gratis', null]) });
  }

  /** Reads, perhaps to be stopped; what a STATE covers is kept, as is the last STATE. */
  async sync(options: { readonly stop?: Parameters<typeof runShop>[0]['stop']; readonly isQuiet?: boolean } = {}) {
    const before = this.#expected();
    const [base, began] = [this.now, performance.now()];
    this.api.onRequest = () => {
      this.now = base + Math.ceil(performance.now() - began);
      if (options.isQuiet !== true && this.random.below(4) === 0) this.change(this.now);
    };
    const run = await this.read(this.state, base, options.stop);
    this.api.onRequest = () => undefined;
    this.now = base + Math.ceil(performance.now() - began);
    expect(checkReadOrder(run.messages, options.stop?.with === 'SIGKILL')).toEqual([]);
    this.committed = committedVersions(run.messages, this.committed);
    this.state = merged(this.state, stateFrom(run.messages));
    if (options.stop === undefined && this.api.broken.size === 0) {
      expect(run.exitCode).toBe(0);
      this.expectCommitted(this.#unchanged(before));
    }
    return run;
  }

  async read(
    state: readonly ReceivedState[] | undefined,
    startMs: number,
    stop?: Parameters<typeof runShop>[0]['stop'],
  ) {
    const { config } = this;
    return await runShop({ config, catalog: this.#catalog, state, startMs, ...(stop === undefined ? {} : { stop }) });
  }

  /** Fails with the rows that are missing, or are there in an old version only. */
  expectCommitted(expected: Versions = this.#expected(), committed: Versions = this.committed): void {
    const lost = [...expected].filter(([key, version]) => (committed.get(key) ?? 0) < version);
    expect(lost).toEqual([]);
  }

  /** Nothing changed since the state: only rows at its cursors may come again. */
  expectNoReread(run: ConnectorRun, from: readonly ReceivedState[]): void {
    const cursors = cursorsIn(from);
    const old = recordsOf(run.messages).filter(({ stream, data }) => {
      const rows = stream === 'orders' ? this.api.orders : this.api.items;
      const row = rows.get(Number(data['id']));
      const cursor = cursors.get(stream === 'orders' ? 'orders' : `order ${row?.order}`);
      return row === undefined || cursor === undefined || row.at < cursor - WIDENED_MS;
    });
    expect(old.map(({ stream, data }) => [stream, data['id']])).toEqual([]);
  }

  /** What changed while it was read lies beyond the windows, an order with all of its items: the next sync brings it. */
  #unchanged(before: Versions): Versions {
    const now = this.#expected();
    const isSame = (key: string) => now.get(key) === before.get(key);
    const orderOf = (key: string) => this.api.items.get(Number(key.split(' ')[1]))?.order;
    return new Map(
      [...before].filter(([key]) => isSame(key) && (key.startsWith('orders') || isSame(`orders ${orderOf(key)}`))),
    );
  }

  #expected(): Versions {
    const isKept = ({ kind }: Row) => kind !== 'draft';
    const of = (stream: string, rows: Iterable<Row>) =>
      [...rows].filter(isKept).map(({ id, version }) => [`${stream} ${id}`, version] as const);
    return new Map([...of('orders', this.api.orders.values()), ...of('items', this.api.items.values())]);
  }
}

/** The states of streams that wrote none stay. */
function merged(old: readonly ReceivedState[] | undefined, next: readonly ReceivedState[]): ReceivedState[] {
  const name = (state: ReceivedState) => state.stream?.stream_descriptor.name;
  return [...(old ?? []).filter((state) => next.every((one) => name(one) !== name(state))), ...next];
}

function cursorsIn(states: readonly ReceivedState[]): Map<string, number> {
  const cursors = new Map<string, number>();
  const moment = (cursor: unknown) => Date.parse((cursor as { updated_at: string }).updated_at);
  for (const { stream } of states) {
    const state = (stream?.stream_state ?? {}) as { states?: { partition: { order: number }; cursor: unknown }[] };
    if (stream?.stream_descriptor.name === 'orders') cursors.set('orders', moment(state));
    for (const { partition, cursor } of state.states ?? []) cursors.set(`order ${partition.order}`, moment(cursor));
  }
  return cursors;
}
