import type { Slot } from '../../../http/rate-limiter.js';
import type { HttpRequest } from '../../../http/transport.js';

/** What a requester asks before each try, redirects aside. */
export interface RequestBudget {
  /**
   * Waits until the request may leave. It is asked before the request is authenticated: a signature must not grow old.
   *
   * @param onWait - called with the time of day in milliseconds before which the wait cannot end
   * @throws the abort error when the signal of the request fires first.
   */
  acquire(request: HttpRequest, onWait?: (untilMs: number) => void): Promise<Slot>;
  /** The API has refused a request, whose slot is still held: no other one leaves before the wait is over. */
  limited(waitMs: number): void;
}
