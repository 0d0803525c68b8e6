import { parseJson } from '../util/json.js';
import { type ReadContext, type Stream, toPath } from './stream.js';
import { Checkpoint, EncodedRecords, PageEnd, RecordBatch, type StreamItem } from './stream-items.js';

/** What reading needs when no catalog is at hand; the contexts of every command and of every read have it. */
export type BareContext = Pick<
  ReadContext,
  'log' | 'signal' | 'registerSecret' | 'rateLimited' | 'countEvent' | 'closeAtEnd'
>;

/**
 * Every record of a stream, as a full refresh would read it but beside the sync: nothing is written, cast or counted.
 * For streams whose slices come from the records of another one.
 *
 * @example
 * override async *streamSlices(context: ReadContext) {
 *   for await (const { id } of allRecords(this.#employees, context)) yield { employeeId: id };
 * }
 */
export async function* allRecords<T extends object>(stream: Stream<T>, context: BareContext): AsyncGenerator<T> {
  const readContext = fullRefresh(stream, context);
  for await (const slice of stream.streamSlices(readContext)) {
    for await (const item of stream.readRecords(readContext, slice)) yield* recordsIn(item);
  }
}

/**
 * Reads a stream up to its first record, as a proof that the configuration works; a stream without records proves it too.
 *
 * @throws whatever the stream throws; as the outcome of `Source.check` it becomes the FAILED status.
 * @example
 * override async check(config: Config, context: CommandContext) {
 *   await tryStream(new Employees(config), context);
 * }
 */
export async function tryStream<T extends object>(stream: Stream<T>, context: BareContext): Promise<void> {
  const records = allRecords(stream, context);
  try {
    await records.next();
  } finally {
    await records.return(undefined);
  }
}

function fullRefresh<T extends object>(stream: Stream<T>, context: BareContext): ReadContext {
  return {
    syncMode: 'full_refresh',
    cursorField: toPath(stream.cursorField),
    state: undefined,
    columns: undefined,
    log: context.log,
    signal: context.signal,
    registerSecret: (secret) => context.registerSecret(secret),
    rateLimited: (untilMs) => context.rateLimited?.(untilMs),
    ...(context.countEvent === undefined ? {} : { countEvent: (event) => context.countEvent?.(event) }),
    closeAtEnd: (resource) => context.closeAtEnd?.(resource),
    // Progress is reported for the streams of the catalog only.
    estimate: () => undefined,
    countBytes: () => undefined,
  };
}

function recordsIn<T extends object>(item: StreamItem<T>): readonly T[] {
  if (item instanceof RecordBatch) return item.records;
  if (item instanceof Checkpoint || item instanceof PageEnd) return [];
  if (!(item instanceof EncodedRecords)) return [item];
  const lines = Buffer.from(item.bytes).toString('utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => parseJson(line) as T);
}
