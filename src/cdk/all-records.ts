import { type BareContext, besideSync } from './read/beside-sync.js';
import type { Stream } from './stream.js';

/** A stream of many empty windows is not read to its end only to find a record. */
const MAX_TRIED_SLICES = 10;

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
export async function* allRecords<T extends object>(
  stream: Stream<T, object, object, object>,
  context: BareContext,
): AsyncGenerator<T> {
  const { embeddedRead } = await import('./read/embedded-read.js');
  yield* embeddedRead(stream, besideSync(stream, context)) as AsyncGenerator<T>;
}

/** The same before the cast: what the API said, for conditions that the cast would hide. */
export async function* rawRecords<T extends object>(
  stream: Stream<T, object, object, object>,
  context: BareContext,
): AsyncGenerator<RawRecord<T>> {
  const { embeddedRead } = await import('./read/embedded-read.js');
  yield* embeddedRead(stream, besideSync(stream, context), { isRaw: true }) as AsyncGenerator<RawRecord<T>>;
}

/**
 * Reads a stream up to its first record, ten slices at most, as a proof that the configuration works; a stream without records proves it too.
 *
 * @throws whatever the stream throws; as the outcome of `Source.check` it becomes the FAILED status.
 * @example
 * override async check(config: Config, context: CommandContext) {
 *   await tryStream(new Employees(config), context);
 * }
 */
export async function tryStream<T extends object>(
  stream: Stream<T, object, object, object>,
  context: BareContext,
): Promise<void> {
  const { embeddedRead } = await import('./read/embedded-read.js');
  const records = embeddedRead(stream, besideSync(stream, context), { isRaw: true, maxSlices: MAX_TRIED_SLICES });
  try {
    await records.next();
  } finally {
    await records.return(undefined);
  }
}
