import { CodedError } from '../../errors.js';
import { asDraft07 } from '../../schema/dialects/to-draft-07.js';
import { parseJson } from '../../util/json.js';
import { compileCast } from '../compile-cast.js';
import type { ReadContext } from '../read-context.js';
import { type AnyStream, cursorPath, derivesState } from '../stream.js';
import {
  Checkpoint,
  EncodedRecords,
  PageEnd,
  RecordBatch,
  type StreamItem,
  type StreamState,
} from '../stream-items.js';
import { startSlices } from './start-slices.js';

/** How an embedded read differs from that of a command. */
interface EmbeddedOptions {
  /** After so many slices it ends. */
  readonly maxSlices?: number;
  /** Records are not cast. */
  readonly isRaw?: boolean;
}

/**
 * Reads a stream inside the read of another one: filtered and cast as ever, but nothing is written or counted.
 *
 * @returns the state after all of it, if the stream has one
 */
export async function* embeddedRead(
  stream: AnyStream,
  context: ReadContext,
  { maxSlices = Number.POSITIVE_INFINITY, isRaw = false }: EmbeddedOptions = {},
): AsyncGenerator<object, StreamState | undefined> {
  refuseState(stream, context.state);
  const course = await startSlices(stream, context);
  const { run, breather, slices } = course;
  let state: StreamState | (() => StreamState) | undefined = context.state;
  let left = maxSlices;
  try {
    const cast = isRaw ? undefined : await castOf(stream, context);
    for await (const { slice, items, hasFailed } of slices) {
      const cursor = run.open(slice);
      for await (const item of items) {
        for (const record of recordsIn(item)) {
          if (!stream.recordFilter(record, slice)) continue;
          cast?.(record);
          if (!cursor.observe(record)) continue;
          if (derivesState(stream)) state = derived(stream, stateText(state), record);
          yield record;
          if (breather.isDue) await breather.breathe();
        }
        state = positionAfter(item) ?? state;
      }
      left -= 1;
      if (left <= 0) break;
      if (!hasFailed()) state = (cursor.close() as StreamState | undefined) ?? state;
    }
    return (run.finish?.() as StreamState | undefined) ?? stateText(state);
  } finally {
    await course.end();
  }
}

async function castOf(stream: AnyStream, { schemaLoader }: ReadContext) {
  if (!stream.transformer.isActive) return undefined;
  stream.schemaLoader ??= schemaLoader;
  const schema = asDraft07(await stream.getJsonSchema());
  return await compileCast(stream, { schema, cursorField: cursorPath(stream) });
}

function derived(
  stream: AnyStream & { getUpdatedState(state: object | undefined, record: object): object },
  state: StreamState | undefined,
  record: object,
): StreamState {
  return stream.getUpdatedState(state, record) as StreamState;
}

function stateText(state: StreamState | (() => StreamState) | undefined): StreamState | undefined {
  return typeof state === 'function' ? (state as () => StreamState)() : state;
}

function positionAfter(item: StreamItem<object>): StreamState | (() => StreamState) | undefined {
  if (item instanceof Checkpoint) return item.state;
  return item instanceof RecordBatch || item instanceof EncodedRecords ? item.position : undefined;
}

function recordsIn(item: StreamItem<object>): readonly object[] {
  if (item instanceof RecordBatch) return item.records;
  if (item instanceof Checkpoint || item instanceof PageEnd) return [];
  if (!(item instanceof EncodedRecords)) return [item];
  const lines = Buffer.from(item.bytes).toString('utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => parseJson(line) as object);
}

function refuseState(stream: AnyStream, state: StreamState | undefined): void {
  const problem = state === undefined ? undefined : stream.checkState(state);
  if (problem === undefined) return;
  throw new CodedError('CDK_STATE_INVALID', {
    message: `The state of the parent ${stream.name} cannot be used: ${problem}. Reset the stream, or restore its last good state.`,
    details: { stream: stream.name },
  });
}
