import { parseJson } from '../util/json.js';
import { compileCast } from './compile-cast.js';
import { type ReadContext, type Stream, toPath } from './stream.js';
import { Checkpoint, EncodedRecords, RecordBatch, type StreamItem } from './stream-items.js';

/** What reading needs when no catalog is at hand; the contexts of every command and of every read have it. */
export type BareContext = Pick<ReadContext, 'log' | 'signal' | 'registerSecret' | 'schemaLoader'>;

/**
 * A record as the API gave it, before the cast: the names are those of `T`, and each value may be missing or of another
 * type.
 *
 * @example
 * RawRecord<{ id: number }> // { readonly id?: unknown }
 */
export type RawRecord<T extends object> = { readonly [Name in keyof T]?: unknown };

/**
 * Every record of a stream, as a full refresh would write it: cast by the stream's transformer, with every column. It is
 * read beside the sync: nothing is written or counted. For streams whose slices come from the records of another one.
 *
 * @throws CodedError `SCHEMA_*` when the stream casts its records and its schema cannot be loaded.
 * @example
 * override async *streamSlices(context: ReadContext) {
 *   for await (const { id } of allRecords(this.#employees, context)) yield { employeeId: id };
 * }
 */
export async function* allRecords<T extends object>(stream: Stream<T>, context: BareContext): AsyncGenerator<T> {
  const cast = await castOf(stream, context);
  for await (const record of yieldedRecords(stream, context)) {
    cast?.(record);
    yield record;
  }
}

/** The same before the cast: what the API said, for conditions that the cast would hide. */
export async function* rawRecords<T extends object>(
  stream: Stream<T>,
  context: BareContext,
): AsyncGenerator<RawRecord<T>> {
  yield* yieldedRecords(stream, context);
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
  const records = yieldedRecords(stream, context);
  try {
    await records.next();
  } finally {
    await records.return(undefined);
  }
}

async function castOf(stream: Stream<object>, { schemaLoader }: BareContext) {
  if (!stream.transformer.isActive) return undefined;
  stream.schemaLoader ??= schemaLoader;
  return await compileCast(stream, { schema: await stream.getJsonSchema(), cursorField: toPath(stream.cursorField) });
}

async function* yieldedRecords<T extends object>(stream: Stream<T>, context: BareContext): AsyncGenerator<T> {
  const readContext = fullRefresh(stream, context);
  for await (const slice of stream.streamSlices(readContext)) {
    for await (const item of stream.readRecords(readContext, slice)) yield* recordsIn(item);
  }
}

function fullRefresh<T extends object>(stream: Stream<T>, context: BareContext): ReadContext {
  return {
    syncMode: 'full_refresh',
    cursorField: toPath(stream.cursorField),
    state: undefined,
    columns: undefined,
    schemaLoader: context.schemaLoader,
    log: context.log,
    signal: context.signal,
    registerSecret: (secret) => context.registerSecret(secret),
    // Progress is reported for the streams of the catalog only.
    estimate: () => undefined,
    countBytes: () => undefined,
  };
}

function recordsIn<T extends object>(item: StreamItem<T>): readonly T[] {
  if (item instanceof RecordBatch) return item.records;
  if (item instanceof Checkpoint) return [];
  if (!(item instanceof EncodedRecords)) return [item];
  const lines = Buffer.from(item.bytes).toString('utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => parseJson(line) as T);
}
