import type { CursorRun } from '../cursor/stream-cursor.js';
import type { ReadContext } from '../read-context.js';
import type { AnyStream } from '../stream.js';
import type { StreamItem } from '../stream-items.js';
import { Breather } from './breather.js';
import { isolate, isolationOf } from './isolate.js';
import { feedSlices } from './slice-feed.js';
import { startRun } from './start-run.js';

type Items = AsyncIterable<StreamItem<object>> | Iterable<StreamItem<object>>;

/** A slice whose turn it is. */
export interface OpenSlice {
  readonly slice: object;
  readonly items: Items;
  /** Whether it failed and leaves the others alone. Known when its items have ended. */
  hasFailed(): boolean;
}

/** The slices of one read. */
export interface SliceCourse {
  readonly run: CursorRun;
  readonly breather: Breather;
  /** In their order, `sliceConcurrency` at a time. */
  readonly slices: AsyncIterable<OpenSlice>;
  /** Ends whatever is under way. To be called once, whatever the outcome. */
  end(): Promise<void>;
}

/** Begins to read the slices of a stream: for a command, or inside the read of another stream. */
export async function startSlices(stream: AnyStream, whole: ReadContext): Promise<SliceCourse> {
  const stop = new AbortController();
  const context = { ...whole, signal: AbortSignal.any([whole.signal, stop.signal]) };
  const run = await startRun(stream, context, whole.state);
  const breather = new Breather();
  const isIsolated = isolationOf(run, context);
  const turns = feedSlices({
    slices: run.slices(),
    read: (slice, signal) => readSlice(stream, run, context, slice, signal),
    concurrency: stream.sliceConcurrency,
    breather,
    isIsolated,
    giveUp: () => stop.abort(),
  });
  async function* slices(): AsyncGenerator<OpenSlice> {
    for await (const { slice, items } of turns) {
      yield openSlice(slice, items, run.isolates === undefined ? undefined : isIsolated);
    }
  }
  const end = async () => {
    stop.abort();
    await run.end?.();
  };
  return { run, breather, slices: slices(), end };
}

function openSlice(
  slice: object,
  items: Items,
  isIsolated: ((slice: object, error: unknown) => boolean) | undefined,
): OpenSlice {
  if (isIsolated === undefined) return { slice, items, hasFailed: () => false };
  let failed = false;
  const isolated = (error: unknown) => {
    failed = isIsolated(slice, error);
    return failed;
  };
  return { slice, items: isolate(items, isolated), hasFailed: () => failed };
}

function readSlice(
  stream: AnyStream,
  run: CursorRun,
  context: ReadContext,
  slice: object,
  signal: AbortSignal | undefined,
): Items {
  const resumePage = run.resumePage?.(slice);
  const own = signal === undefined ? context.signal : AbortSignal.any([context.signal, signal]);
  return stream.readRecords({ ...context, signal: own, ...(resumePage === undefined ? {} : { resumePage }) }, slice);
}
