import { type LocalSlot, MeteredQueue } from '../../../http/metered-queue.js';
import type { Slot } from '../../../http/rate-limiter.js';
import type { HttpRequest } from '../../../http/transport.js';
import { type Clock, systemClock } from '../../../util/clock.js';
import { appliesTo, type BudgetPolicy, weightOf } from './budget-policy.js';
import { meterOf } from './meters.js';
import { QuotaMeter, type RateLimit } from './quota-meter.js';
import type { RequestBudget } from './request-budget.js';

/** Shorter waits are the pace that a limit sets, and no news. */
const MIN_REPORTED_MS = 1_000;
/** An hour: longer than the window of any usual limit. */
const MAX_WAIT_MS = 3_600_000;

/** What an API allows. */
export interface BudgetOptions {
  readonly policies?: readonly BudgetPolicy[] | undefined;
  /**
   * Follows what answers say of the limit (`X-RateLimit-*`, `RateLimit` and their relatives): when nothing is left, all
   * streams wait for the reset. Default true.
   */
  readonly adaptive?: boolean | undefined;
  /** A reset that is further away, such as that of a quota by day, is not waited for. Default an hour. */
  readonly maxWaitMs?: number | undefined;
  /** Time as a parameter, for tests. */
  readonly clock?: Clock | undefined;
}

/**
 * The requests that all streams of an API may send together. Those who wait are served in the order in which they came.
 *
 * @example
 * const budget = new ApiBudget({
 *   policies: [
 *     { limit: { kind: 'moving-window', max: 700, windowMs: 60_000 } },
 *     { limit: { kind: 'concurrency', max: 2 }, methods: ['POST'], path: 'reports/*' },
 *   ],
 * });
 */
export class ApiBudget implements RequestBudget {
  readonly #policies: readonly { readonly policy: BudgetPolicy; readonly queue: MeteredQueue }[];
  readonly #quota = new QuotaMeter();
  readonly #quotaQueue: MeteredQueue;
  readonly #isAdaptive: boolean;
  readonly #maxWaitMs: number;
  readonly #clock: Clock;

  constructor(options: BudgetOptions = {}) {
    this.#clock = options.clock ?? systemClock;
    this.#isAdaptive = options.adaptive ?? true;
    this.#maxWaitMs = options.maxWaitMs ?? MAX_WAIT_MS;
    this.#quotaQueue = new MeteredQueue(this.#quota, this.#clock);
    this.#policies = (options.policies ?? []).map((policy) => ({
      policy,
      queue: new MeteredQueue(meterOf(policy.limit), this.#clock),
    }));
  }

  async acquire(request: HttpRequest, onWait?: (untilMs: number) => void): Promise<Slot> {
    const report = (atLeastMs: number) => {
      if (atLeastMs >= MIN_REPORTED_MS) onWait?.(this.#clock.now() + atLeastMs);
    };
    const slots: LocalSlot[] = [];
    try {
      // Always in this order: two requests can never wait for each other.
      for (const { policy, queue } of this.#policies) {
        if (appliesTo(policy, request))
          slots.push(await queue.acquire(weightOf(policy, request), request.signal, report));
      }
      if (this.#isAdaptive) slots.push(await this.#quotaQueue.acquire(1, request.signal, report));
    } catch (error) {
      for (const slot of slots) slot.unused();
      throw error;
    }
    const forEachSlot = (give: (slot: LocalSlot) => void) => {
      for (const slot of slots) give(slot);
    };
    return { done: () => forEachSlot((slot) => slot.done()), unused: () => forEachSlot((slot) => slot.unused()) };
  }

  /** Takes in what an answer says of the limit, while the slot of its request is still held. */
  observe({ limit, remaining, resetMs }: RateLimit): void {
    if (!this.#isAdaptive || remaining === undefined || resetMs === undefined || resetMs > this.#maxWaitMs) return;
    this.#quota.observe(remaining, resetMs, this.#clock.monotonic(), limit);
  }

  limited(waitMs: number): void {
    if (this.#isAdaptive && waitMs <= this.#maxWaitMs) this.#quota.limited(waitMs, this.#clock.monotonic());
  }
}
