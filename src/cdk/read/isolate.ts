import { isAbort, isCodedError } from '../../errors.js';
import type { CursorRun } from '../cursor/stream-cursor.js';
import type { ReadContext } from '../read-context.js';
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

/** Tells whether the failure of a slice leaves the others alone, by the policy of the run. */
export function isolationOf(run: CursorRun, context: ReadContext): (slice: object, error: unknown) => boolean {
  return (slice, error) => !isForStream(context, error) && run.isolates?.(slice, error) === true;
}

/** Failures that no policy isolates: a stop, a closed output, a mistake in the stream itself. */
function isForStream(context: ReadContext, error: unknown): boolean {
  return context.signal.aborted || isAbort(error) || isCodedError(error, 'CDK_OUTPUT_CLOSED', 'CDK_STREAM_DEFINITION');
}
