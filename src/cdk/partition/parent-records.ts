import { createDeferred } from '../../util/deferred.js';
import { isJsonObject, type JsonObject, parseJson, stringifyJson } from '../../util/json.js';
import { besideSync } from '../read/beside-sync.js';
import { embeddedRead } from '../read/embedded-read.js';
import type { Shared } from '../read/shared-reads.js';
import type { ReadContext } from '../read-context.js';
import type { AnyStream } from '../stream.js';
import { Spool } from './spool.js';

const FLUSH_CHARS = 64 * 1024;
const FLUSH_MS = 20;

const fieldsByParent = new WeakMap<AnyStream, Set<string>>();

/** Says which columns of a parent a substream needs. */
export function registerFields(parent: AnyStream, fields: readonly string[]): void {
  const known = fieldsByParent.get(parent) ?? new Set();
  for (const field of fields) known.add(field);
  fieldsByParent.set(parent, known);
}

/** The columns that the substreams of a parent need. */
export function neededFields(parent: AnyStream): ReadonlySet<string> {
  return fieldsByParent.get(parent) ?? new Set();
}

/** The records of a parent, read once for all who read them here; they wait in a temporary file. */
export class ParentRecords implements Shared {
  readonly #parent: AnyStream;
  readonly #fields: ReadonlySet<string>;
  readonly #context: ReadContext;
  readonly #stop = new AbortController();
  #spool: Promise<Spool> | undefined;
  #reading: Promise<void> | undefined;
  #state: JsonObject | undefined;
  #isDone = false;
  #failure: { readonly error: unknown } | undefined;
  #change = createDeferred<void>();

  constructor(parent: AnyStream, fields: ReadonlySet<string>, context: ReadContext) {
    this.#parent = parent;
    this.#fields = fields;
    const { shared, syncMode, state } = context;
    // It goes on when the stream that asked first has ended: others may need the rest.
    this.#context = { ...besideSync(parent, context), shared, syncMode, state, signal: this.#stop.signal };
  }

  /** The state of the parent at the end of its read. */
  get state(): JsonObject | undefined {
    return this.#isDone ? this.#state : undefined;
  }

  /** The needed columns of each record, as they come. Throws what the read of the parent threw. */
  async *read(signal: AbortSignal): AsyncGenerator<JsonObject> {
    this.#spool ??= Spool.create();
    const spool = await this.#spool;
    this.#reading ??= this.#fill(spool);
    const reader = spool.reader();
    const stopped = aborted(signal);
    for (;;) {
      const change = this.#change.promise;
      const isLast = this.#isDone || this.#failure !== undefined;
      for await (const line of reader.lines()) {
        const record = parseJson(line);
        if (isJsonObject(record)) yield record as JsonObject;
      }
      if (isLast) break;
      await Promise.race([change, stopped]);
    }
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#reading;
    await (await this.#spool)?.close();
  }

  /** Never rejects: the failure is for those who read. */
  async #fill(spool: Spool): Promise<void> {
    let text = '';
    let flushed = performance.now();
    const flush = async () => {
      if (text !== '') await spool.append(text);
      text = '';
      flushed = performance.now();
      this.#changed();
    };
    try {
      const records = embeddedRead(this.#parent, this.#context);
      for (let next = await records.next(); ; next = await records.next()) {
        if (next.done === true) {
          this.#state = next.value;
          break;
        }
        text += `${stringifyJson(this.#needed(next.value))}\n`;
        if (text.length >= FLUSH_CHARS || performance.now() - flushed >= FLUSH_MS) await flush();
      }
      await flush();
      this.#isDone = true;
    } catch (error) {
      this.#failure = { error };
    }
    this.#changed();
  }

  #needed(record: object): object {
    return Object.fromEntries(Object.entries(record).filter(([name]) => this.#fields.has(name)));
  }

  #changed(): void {
    const change = this.#change;
    this.#change = createDeferred();
    change.resolve();
  }
}

/** Rejects when the signal fires. */
function aborted(signal: AbortSignal): Promise<never> {
  const stopped = new Promise<never>((_, reject) => {
    const fail = () => reject(signal.reason);
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
  // Nobody waits for it where the parent is quick.
  stopped.catch(() => undefined);
  return stopped;
}
