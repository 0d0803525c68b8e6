import { errorText } from '../../errors.js';
import { type Clock, systemClock } from '../../util/clock.js';
import type { HistoryEntry, SyncEvent, SyncHistory, SyncListener } from '../contract/events.js';
import type { AlertTarget } from './alerts/alert.js';
import { Notifier } from './alerts/notifier.js';
import type { Address, Listener } from './listen.js';
import { createMetrics, type Metrics } from './metrics.js';
import { type Breach, ObjectiveKeeper, type ObjectiveOf } from './objectives.js';
import { keyOf, type ServiceState, StateKeeper } from './service-state.js';
import { createSpans } from './spans.js';
import { serveWatch } from './watch-server.js';

/** How a service is watched. */
export interface WatchOptions {
  /** Name of the service in alerts. */
  readonly service: string;
  readonly objectiveOf: ObjectiveOf;
  readonly targets: readonly AlertTarget[];
  /** Where `/metrics`, `/healthz` and `/readyz` are served; nowhere by default. */
  readonly address?: Address | undefined;
  /** Where outcomes of earlier processes are known from. */
  readonly history?: SyncHistory | undefined;
  readonly onWarning: (message: string) => void;
  readonly clock?: Clock | undefined;
}

/**
 * The first run may mend what became late while no process ran: until it has ended, but no longer than this, only
 * failures are told.
 */
const SETTLING_MS = 3_600_000;
/** How often objectives are looked at between events: a table becomes late without one. */
const LOOK_MS = 15_000;
/** Outcomes that are recalled from the history. */
const RECALLED = 5000;
/** How long a stop waits for alerts under way. */
const GRACE_MS = 5000;

/**
 * Watches a service through its events: state, metrics, health, objectives, alerts, spans. Nothing of it may end the
 * service or hold it up.
 *
 * @example
 * await using watch = await Watch.open({ service: 'campus', objectiveOf: () => ({ maxAgeMs: 86_400_000 }), targets, onWarning });
 * await runService({ onEvent: watch.listener });
 */
export class Watch implements AsyncDisposable {
  readonly #options: WatchOptions;
  readonly #clock: Clock;
  readonly #state: StateKeeper;
  readonly #objectives: ObjectiveKeeper;
  readonly #notifier: Notifier;
  readonly #closing = new AbortController();
  #metrics: Metrics | undefined;
  #spans: ((event: SyncEvent) => void) | undefined;
  #listener: Listener | undefined;
  #settledAt: number;
  /** What an earlier process has told, and is told again if the first run does not mend it. */
  #inherited = true;

  private constructor(options: WatchOptions) {
    const { clock = systemClock, objectiveOf } = options;
    this.#options = options;
    this.#clock = clock;
    this.#settledAt = clock.monotonic() + SETTLING_MS;
    this.#state = new StateKeeper(() => this.#now());
    this.#objectives = new ObjectiveKeeper(objectiveOf);
    this.#notifier = new Notifier({ ...options, now: () => this.#now() });
  }

  /**
   * @throws CodedError `TOOL_INPUT` if the address is not available; `OPTIONAL_PACKAGE_MISSING`.
   */
  static async open(options: WatchOptions): Promise<Watch> {
    const watch = new Watch(options);
    await watch.#open();
    return watch;
  }

  /** Takes the events of the service. */
  readonly listener: SyncListener = (event) => {
    this.#state.apply(event);
    this.#metrics?.apply(event);
    this.#spans?.(event);
    if (event.type === 'table-end') this.#look();
    else if (event.type === 'run-end') this.#settle();
  };

  get state(): ServiceState {
    return this.#state.state;
  }

  /** Objectives that are broken now. */
  get breaches(): readonly Breach[] {
    return this.#objectives.breaches;
  }

  /** Where it is served. */
  get url(): string | undefined {
    return this.#listener?.url;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#listener?.close();
    await this.#notifier.close(GRACE_MS);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #open(): Promise<void> {
    const { address, history, onWarning } = this.#options;
    const entries = await recalled(history, onWarning);
    this.#state.recall(entries.toReversed());
    // What was broken then has been told by that process.
    const [newest] = entries;
    if (newest !== undefined) this.#objectives.look(this.state, Date.parse(newest.endedAt));
    this.#spans = await createSpans();
    if (address !== undefined) {
      this.#metrics = await createMetrics(() => this.state);
      this.#listener = await serveWatch(
        { state: () => this.state, metrics: this.#metrics, breaches: () => this.breaches },
        address,
      );
    }
    void this.#lookAlways();
  }

  async #lookAlways(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        await this.#clock.sleep(LOOK_MS, signal);
      } catch {
        return; // Closed.
      }
      this.#look();
    }
  }

  #look(): void {
    const isSettled = this.#clock.monotonic() >= this.#settledAt;
    const changes = this.#objectives.look(this.state, this.#clock.now(), isSettled ? undefined : ['failures']);
    if (changes.length > 0) this.#notifier.notify(changes);
  }

  /** A run has ended: what an earlier process has told and this one has not mended is told again. */
  #settle(): void {
    this.#settledAt = this.#clock.monotonic();
    const before = this.#inherited ? this.breaches : [];
    this.#inherited = false;
    this.#look();
    const still = this.breaches.filter((breach) => before.some((other) => isSame(breach, other)));
    if (still.length > 0) this.#notifier.notify(still.map((breach) => ({ state: 'broken', breach })));
  }

  #now(): string {
    return new Date(this.#clock.now()).toISOString();
  }
}

function isSame(a: Breach, b: Breach): boolean {
  return a.kind === b.kind && keyOf(a.table) === keyOf(b.table);
}

/** A database that is away now is no reason to keep nothing fresh later. */
async function recalled(
  history: SyncHistory | undefined,
  onWarning: (message: string) => void,
): Promise<readonly HistoryEntry[]> {
  try {
    return (await history?.entries({ limit: RECALLED })) ?? [];
  } catch (error) {
    onWarning(`The history of earlier runs cannot be read: ${errorText(error)}`);
    return [];
  }
}
