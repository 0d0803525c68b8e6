import type { Clock } from '../../util/clock.js';
import { instantMs } from '../instants.js';
import { SPOOL_CHECK_MS, SPOOL_EVIDENCE_MS, SPOOL_LAST_MINUTE_MS } from '../limits.js';
import type { Spool } from '../objects/spool.js';

/** How far a job is read at present. */
export interface ReadProgress {
  /** Ids of the objects that are not finished, the one under way first. */
  readonly remaining: () => readonly string[];
  /** The part that is read, 0 to 1. */
  readonly fraction: number;
  /** Stored bytes that are still to be read, as far as they can be estimated. */
  readonly expectedBytes: number | undefined;
}

/** What a {@link SpoolWatch} needs. */
export interface SpoolWatchOptions {
  readonly clock: Clock;
  /** When the job and its objects are deleted. */
  readonly expiresAt: string | undefined;
  readonly spool: Spool;
  readonly progress: () => ReadProgress;
}

/**
 * Watches whether a slow reader will reach the end of a job before the job expires. If it will not, the remaining files
 * are copied to this machine while they can still be had.
 */
export class SpoolWatch {
  readonly #options: SpoolWatchOptions;
  readonly #expiresMs: number | undefined;
  readonly #startedMs: number;
  readonly #startFraction: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: SpoolWatchOptions) {
    this.#options = options;
    const { expiresAt, clock } = options;
    this.#expiresMs = expiresAt === undefined ? undefined : instantMs(expiresAt);
    this.#startedMs = clock.monotonic();
    this.#startFraction = options.progress().fraction;
    // A reader that does not ask for anything is the slowest of all.
    if (this.#expiresMs !== undefined) this.#timer = setInterval(() => this.check(), SPOOL_CHECK_MS).unref();
  }

  /** Begins to spool if that is due. */
  check(): void {
    const { spool, progress } = this.#options;
    if (spool.isFilling || !this.#isDue()) return;
    const { remaining, expectedBytes } = progress();
    spool.fill(remaining(), expectedBytes);
    this.stop();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #isDue(): boolean {
    const { clock, progress } = this.#options;
    if (this.#expiresMs === undefined) return false;
    const leftMs = this.#expiresMs - clock.now();
    // A job that is over by our clock was handed out by a service whose clock differs: nothing can be said of it.
    if (leftMs <= 0) return false;
    if (leftMs < SPOOL_LAST_MINUTE_MS) return true;
    const elapsedMs = clock.monotonic() - this.#startedMs;
    if (elapsedMs < SPOOL_EVIDENCE_MS) return false;
    const { fraction } = progress();
    const read = fraction - this.#startFraction;
    if (read <= 0) return elapsedMs > leftMs / 2;
    return (elapsedMs * (1 - fraction)) / read > leftMs - SPOOL_LAST_MINUTE_MS;
  }
}
