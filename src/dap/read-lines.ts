import { CodedError, isCodedError } from '../errors.js';
import type { ObjectReader } from './client.js';
import type { CallOptions } from './client-options.js';
import { ObjectCorruptError } from './errors/job-errors.js';
import type { TableEvent } from './table-event.js';
import type { TableRef } from './table-ref.js';
import { describeSubject } from './table-ref.js';
import { LineCutter } from './whole-lines.js';

/** An object of a job and where to begin in it, in decompressed bytes. */
export interface ObjectPlace {
  readonly objectId: string;
  readonly index: number;
  readonly offset: number;
}

/** What the consumer said of a chunk. */
interface Distrust {
  readonly offset: number;
  readonly reason: string;
}

/** Times that the same place of a file may be distrusted: damage at rest does not go away. */
const MAX_DISTRUST = 3;

/**
 * The events of one object. A damaged file shows only at its end, by its checksum, or before that in lines
 * that make no sense; so a consumer may distrust a chunk, and gets the lines from there on anew.
 *
 * @throws ObjectCorruptError when the same place is distrusted again and again.
 */
export async function* readLines(
  reader: ObjectReader,
  ref: TableRef,
  place: ObjectPlace,
  options: CallOptions,
): AsyncGenerator<TableEvent, void, void> {
  const pass = new ObjectPass(reader, ref, place, options);
  let previous: Distrust | undefined;
  let times = 0;
  for (;;) {
    for await (const event of pass.events()) {
      yield event;
      if (pass.distrust !== undefined) break;
    }
    const { distrust } = pass;
    if (distrust === undefined) break;
    times = distrust.offset === previous?.offset ? times + 1 : 1;
    if (times >= MAX_DISTRUST) throw new ObjectCorruptError(distrust.reason, { ...ref, objectId: place.objectId });
    previous = distrust;
    pass.beginAgain(distrust.offset);
  }
  yield { type: 'object-end', objectId: place.objectId };
}

/** One way through an object, from an offset on. */
class ObjectPass {
  readonly #reader: ObjectReader;
  readonly #ref: TableRef;
  readonly #place: ObjectPlace;
  readonly #options: CallOptions;
  #offset: number;
  #storedBytes: number | undefined;
  #hasBegun = false;
  #distrust: Distrust | undefined;

  constructor(reader: ObjectReader, ref: TableRef, place: ObjectPlace, options: CallOptions) {
    this.#reader = reader;
    this.#ref = ref;
    this.#place = place;
    this.#options = options;
    this.#offset = place.offset;
  }

  get distrust(): Distrust | undefined {
    return this.#distrust;
  }

  beginAgain(offset: number): void {
    this.#offset = offset;
    this.#distrust = undefined;
  }

  async *events(): AsyncGenerator<TableEvent, void, void> {
    const { objectId } = this.#place;
    const cutter = new LineCutter();
    const start = this.#offset;
    const onSize = (bytes: number) => {
      this.#storedBytes = bytes;
    };
    try {
      for await (const content of this.#reader.read(objectId, {
        offset: start,
        onSize,
        signal: this.#options.signal,
      })) {
        yield* this.#begin();
        for (const bytes of cutter.push(content)) yield this.#chunk(bytes, start + cutter.handedOutBytes);
      }
      yield* this.#begin();
      for (const bytes of cutter.flush()) yield this.#chunk(bytes, start + cutter.handedOutBytes);
    } catch (error) {
      throw withPlace(error, this.#ref, objectId);
    }
  }

  *#begin(): Generator<TableEvent, void, void> {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    const { objectId, index } = this.#place;
    const event = { type: 'object', objectId, index } as const;
    yield this.#storedBytes === undefined ? event : { ...event, compressedBytes: this.#storedBytes };
  }

  #chunk(bytes: Buffer, endOffset: number): TableEvent {
    const startOffset = this.#offset;
    this.#offset = endOffset;
    const distrust = (offset: number, reason: string) => {
      this.#distrust = { offset, reason };
    };
    return { type: 'chunk', objectId: this.#place.objectId, bytes, startOffset, endOffset, distrust };
  }
}

/** The line cutter knows neither table nor object. */
function withPlace(error: unknown, ref: TableRef, objectId: string): unknown {
  if (!isCodedError(error, 'DAP_ROW_INVALID')) return error;
  const place = { namespace: ref.namespace, table: ref.table, objectId };
  const message = `${describeSubject(place)}: ${error.message}`;
  return new CodedError('DAP_ROW_INVALID', { message, details: { ...error.details, ...place }, cause: error });
}
