import { joinWith, throwIfAborted } from '../../http/abort.js';
import type { Slots } from '../../util/slots.js';

/**
 * Does something with each item as far as slots are free. The first failure stops the others; what was begun has ended
 * when this returns.
 *
 * @throws the first failure.
 */
export async function forEachInSlots<T>(
  items: readonly T[],
  slots: Slots,
  signal: AbortSignal,
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const joined = joinWith(stop.signal)(signal);
  let failure: { readonly error: unknown } | undefined;
  await Promise.all(
    items.map(async (item) => {
      try {
        await slots.run(async () => {
          throwIfAborted(joined);
          await work(item, joined);
        });
      } catch (error) {
        failure ??= { error };
        stop.abort();
      }
    }),
  );
  throwIfAborted(signal);
  if (failure !== undefined) throw failure.error;
}
