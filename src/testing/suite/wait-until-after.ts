import { systemClock } from '../../util/clock.js';

/** A source whose clock is further ahead is not waited for. */
const LONGEST_MS = 2000;

/**
 * Waits until the clock has moved on from the last `emitted_at` of a read, so that another can only emit later: to the
 * next millisecond, or to the next second if the source writes whole seconds.
 */
export async function waitUntilAfter(
  emittedAt: { readonly last: number; readonly isWholeSeconds: boolean } | undefined,
): Promise<void> {
  if (emittedAt === undefined) return;
  const stepMs = emittedAt.isWholeSeconds ? 1000 : 1;
  const waitMs = emittedAt.last + stepMs - systemClock.now();
  if (waitMs > 0) await systemClock.sleep(Math.min(waitMs, LONGEST_MS));
}
