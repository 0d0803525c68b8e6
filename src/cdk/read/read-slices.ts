import type { CursorRun } from '../cursor/stream-cursor.js';
import type { ReadContext } from '../read-context.js';
import type { AnyStream } from '../stream.js';
import type { StreamItem } from '../stream-items.js';
import { Breather } from './breather.js';
import { isolate, isolationOf } from './isolate.js';
import { feedSlices, type SliceTurn } from './slice-feed.js';
import type { SliceOutput } from './slice-output.js';
import { startRun } from './start-run.js';

/** What {@link readSlices} needs. */
export interface SliceReading {
  readonly stream: AnyStream;
  readonly context: ReadContext;
  readonly output: SliceOutput;
  /** Whether the stream was stopped meanwhile. */
  readonly isEnded: () => boolean;
  /** Resolves when the output has room. */
  readonly ready: () => Promise<void>;
}

/** Reads all slices of a stream, `sliceConcurrency` at a time, and writes them in their order. */
export async function readSlices(reading: SliceReading): Promise<void> {
  const { stream, context: whole, output, isEnded } = reading;
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
  try {
    for await (const turn of turns) {
      await writeSlice(reading, { run, turn, breather, isIsolated });
      if (isEnded()) return;
      if (breather.isDue) await breather.breathe();
    }
    if (!isEnded()) output.finished(run);
  } finally {
    stop.abort();
    await run.end?.();
  }
}

function readSlice(
  stream: AnyStream,
  run: CursorRun,
  context: ReadContext,
  slice: object,
  signal: AbortSignal | undefined,
): AsyncIterable<StreamItem<object>> | Iterable<StreamItem<object>> {
  const resumePage = run.resumePage?.(slice);
  const own = signal === undefined ? context.signal : AbortSignal.any([context.signal, signal]);
  return stream.readRecords({ ...context, signal: own, ...(resumePage === undefined ? {} : { resumePage }) }, slice);
}

interface SliceWriting {
  readonly run: CursorRun;
  readonly turn: SliceTurn<object>;
  readonly breather: Breather;
  readonly isIsolated: (slice: object, error: unknown) => boolean;
}

async function writeSlice(
  { output, isEnded, ready }: SliceReading,
  { run, turn: { slice, items }, breather, isIsolated }: SliceWriting,
): Promise<void> {
  const cursor = run.open(slice);
  let failed = false;
  const isolated = (error: unknown) => {
    failed = isIsolated(slice, error);
    return failed;
  };
  for await (const item of run.isolates === undefined ? items : isolate(items, isolated)) {
    for (const piece of output.pieces(item)) {
      if (isEnded()) return;
      output.accept(run, slice, cursor, piece);
      await ready();
      if (breather.isDue) await breather.breathe();
    }
  }
  if (!isEnded() && !failed) output.closed(cursor);
}
