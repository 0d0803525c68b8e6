import type { StreamItem } from '../stream-items.js';

type Items = AsyncIterable<StreamItem<object>> | Iterable<StreamItem<object>>;

/** Ends instead of failing where `isIsolated` says so. What the consumer throws does not pass here. */
export async function* isolate(
  items: Items,
  isIsolated: (error: unknown) => boolean,
): AsyncGenerator<StreamItem<object>> {
  try {
    yield* items;
  } catch (error) {
    if (!isIsolated(error)) throw error;
  }
}
