import type { ReadContext } from '../read-context.js';
import type { AnyStream } from '../stream.js';
import type { SliceOutput } from './slice-output.js';
import { type OpenSlice, type SliceCourse, startSlices } from './start-slices.js';

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
  const { stream, context, output, isEnded } = reading;
  const course = await startSlices(stream, context);
  const { run, breather, slices } = course;
  try {
    for await (const open of slices) {
      await writeSlice(reading, course, open);
      if (isEnded()) return;
      if (breather.isDue) await breather.breathe();
    }
    if (!isEnded()) output.finished(run);
  } finally {
    await course.end();
  }
}

async function writeSlice(
  { output, isEnded, ready }: SliceReading,
  { run, breather }: SliceCourse,
  { slice, items, hasFailed }: OpenSlice,
): Promise<void> {
  const cursor = run.open(slice);
  for await (const item of items) {
    for (const piece of output.pieces(item)) {
      if (isEnded()) return;
      output.accept(run, slice, cursor, piece);
      await ready();
      if (breather.isDue) await breather.breathe();
    }
  }
  if (!isEnded() && !hasFailed()) output.closed(cursor);
}
