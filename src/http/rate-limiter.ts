/** Permission for one request. Give it back when the answer has arrived; a second time does nothing. */
export interface Slot {
  /** The answer is here, or may have left the server: the request counts. Must not reject. */
  done(): void | Promise<void>;
  /** The server cannot have seen the request: it does not count. Must not reject. */
  unused(): void | Promise<void>;
}

/**
 * Keeps requests within limits. It may live in this process or elsewhere, such as in a database that several
 * processes share.
 */
export interface RateLimiter {
  /**
   * Waits for a slot. Operations that the limiter does not know are not limited.
   *
   * @param onWait - called once when there is no slot at once, with the shortest time the wait can take
   * @throws the abort error when `signal` fires first; the place in the queue is lost.
   */
  acquire(operation: string, signal?: AbortSignal, onWait?: (atLeastMs: number) => void): Promise<Slot>;
}

/** Lets every request through. */
export const UNLIMITED: RateLimiter = {
  acquire: async () => ({ done: () => undefined, unused: () => undefined }),
};
