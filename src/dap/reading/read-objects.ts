import type { CallOptions } from '../client-options.js';
import { contentKindOf } from '../content/content-kind.js';
import { ObjectContent } from '../content/object-content.js';
import type { Prefix } from '../content/prefix-guard.js';
import type { ReadAheadSlots } from '../content/read-ahead.js';
import type { Turns } from '../content/turns.js';
import { ObjectChangedError } from '../errors/job-errors.js';
import { MAX_OBJECT_RESTARTS, READ_AHEAD_OBJECTS } from '../limits.js';
import type { ObjectSource } from '../objects/object-source.js';
import { Spool } from '../objects/spool.js';
import type { Format } from '../wire.js';
import { SpoolWatch } from './spool-watch.js';
import type { FileEvent } from './table-event.js';

/** What reading objects of a complete job needs. */
export interface ObjectsReading {
  readonly objectIds: readonly string[];
  /** So many of them are not read. */
  readonly done: number;
  /** What was delivered before of the first one that is read. */
  readonly partial?: Prefix | undefined;
  readonly format: Format;
  /** When the job and its objects are deleted. */
  readonly expiresAt: string | undefined;
  readonly source: ObjectSource;
  readonly slots: ReadAheadSlots;
  readonly turns: Turns | undefined;
  readonly spoolFolder: string | undefined;
  readonly options: CallOptions;
}

/** Reads objects of a complete job in the order given; the next ones are fetched ahead. */
export async function* readObjects(reading: ObjectsReading): AsyncGenerator<FileEvent, void, void> {
  const reader = new ObjectsReader(reading);
  try {
    yield* reader.events();
  } finally {
    await reader.close();
  }
}

class ObjectsReader {
  readonly #reading: ObjectsReading;
  readonly #ids: readonly string[];
  readonly #source: ObjectSource;
  readonly #spool: Spool;
  readonly #watch: SpoolWatch;
  readonly #ahead = new Map<string, ObjectContent>();
  #index: number;
  #current: ObjectContent | undefined;
  /** Stored bytes of finished objects of known size, and their number. */
  #known = { bytes: 0, objects: 0 };

  constructor(reading: ObjectsReading) {
    this.#reading = reading;
    const { objectIds, done, expiresAt, source, spoolFolder, options } = reading;
    this.#ids = objectIds;
    this.#index = done;
    this.#spool = new Spool({ source, parentFolder: spoolFolder, signal: options.signal });
    this.#source = { ...source, spooled: async (objectId) => await this.#spool.find(objectId) };
    this.#watch = new SpoolWatch({
      clock: source.clock,
      expiresAt,
      spool: this.#spool,
      progress: () => this.#progress(),
    });
  }

  async *events(): AsyncGenerator<FileEvent, void, void> {
    let { partial } = this.#reading;
    for (; this.#index < this.#ids.length; this.#index += 1) {
      const objectId = this.#ids[this.#index] as string;
      yield* this.#object(objectId, partial);
      partial = undefined;
      await this.#spool.drop(objectId);
      yield { type: 'object-end', objectId };
    }
  }

  async close(): Promise<void> {
    this.#watch.stop();
    this.#current?.stop();
    for (const content of this.#ahead.values()) content.stop();
    await this.#spool.close();
  }

  /** An object until its end; from its start again when its delivered part turns out to be another. */
  async *#object(objectId: string, partial: Prefix | undefined): AsyncGenerator<FileEvent, void, void> {
    let content = this.#take(objectId, partial);
    for (let restarts = 0; ; restarts += 1) {
      this.#current = content;
      try {
        yield* this.#chunks(content);
        this.#countSize(content);
        return;
      } catch (error) {
        if (!(error instanceof ObjectChangedError) || restarts >= MAX_OBJECT_RESTARTS) throw error;
        yield { type: 'object-again', objectId, reason: error };
        content = this.#open(objectId, undefined);
      }
    }
  }

  async *#chunks(content: ObjectContent): AsyncGenerator<FileEvent, void, void> {
    const { objectId } = content;
    let hasBegun = false;
    for await (const chunk of content.chunks()) {
      if (!hasBegun) yield this.#begin(content);
      hasBegun = true;
      this.#watch.check();
      yield { ...chunk, type: 'chunk', objectId, etag: content.etag };
    }
    if (!hasBegun) yield this.#begin(content);
  }

  /** The object under way comes first, also where its URL is asked for; then the next ones may start. */
  #begin({ objectId, storedBytes, header }: ObjectContent): FileEvent {
    this.#fetchAhead();
    return { type: 'object', objectId, index: this.#index, storedBytes, header };
  }

  #take(objectId: string, partial: Prefix | undefined): ObjectContent {
    const ahead = this.#ahead.get(objectId);
    this.#ahead.delete(objectId);
    return ahead ?? this.#open(objectId, partial);
  }

  #open(objectId: string, from: Prefix | undefined): ObjectContent {
    const { format, turns, options } = this.#reading;
    return new ObjectContent(this.#source, objectId, {
      kind: contentKindOf(format),
      turns,
      signal: options.signal,
      ...(from === undefined ? {} : { from: { bytes: from.bytes, crc32: from.crc32 } }),
    });
  }

  /** Starts the objects that follow, as far as slots are free. */
  #fetchAhead(): void {
    // A spooled file is near enough.
    if (this.#spool.isFilling) return;
    const end = Math.min(this.#ids.length, this.#index + 1 + READ_AHEAD_OBJECTS);
    for (let index = this.#index + 1; index < end; index += 1) {
      const objectId = this.#ids[index] as string;
      if (this.#ahead.has(objectId)) continue;
      const content = this.#open(objectId, undefined);
      if (!content.startAhead(this.#reading.slots)) return;
      this.#ahead.set(objectId, content);
    }
  }

  #countSize({ storedBytes }: ObjectContent): void {
    if (storedBytes !== undefined)
      this.#known = { bytes: this.#known.bytes + storedBytes, objects: this.#known.objects + 1 };
  }

  #progress() {
    const total = this.#ids.length;
    const storedBytes = this.#current?.storedBytes;
    const part = storedBytes === undefined || storedBytes === 0 ? 0 : (this.#current?.receivedBytes ?? 0) / storedBytes;
    const objects = this.#known.objects + (storedBytes === undefined ? 0 : 1);
    const mean = objects === 0 ? undefined : (this.#known.bytes + (storedBytes ?? 0)) / objects;
    return {
      // Asked for once: a list at each look would cost the square of the number of files.
      remaining: () => this.#ids.slice(this.#index),
      fraction: total === 0 ? 1 : Math.min(1, (this.#index + part) / total),
      expectedBytes: mean === undefined ? undefined : Math.ceil(mean * (total - this.#index)),
    };
  }
}
