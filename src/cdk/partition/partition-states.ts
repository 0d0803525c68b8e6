import { createHash } from 'node:crypto';
import { CodedError } from '../../errors.js';
import { isJsonObject, type JsonObject, stringifyJson } from '../../util/json.js';
import type { StreamState } from '../stream-items.js';

const HASH_BYTES = 8;
/** Beyond so many shared partitions a state would be too large: the others are read from their start again. */
const MAX_SHARED = 100_000;

interface PartitionState {
  readonly partition: JsonObject;
  readonly cursor: JsonObject;
}

/** What the states of partitions need. */
export interface PartitionStatesOptions {
  readonly max: number;
  /** The older of two states of the cursor. */
  readonly older: (one: object, other: object) => object;
}

/**
 * The states of partitions, in the form of the Python CDK:
 * `{ "states": [{ "partition": …, "cursor": … }], "use_global_cursor": …, "state": …, "parent_state": … }`.
 *
 * Beyond `max`, the partitions that were read longest ago share one state, the oldest of theirs. `shared` lists digests
 * of their keys, so that a partition that is new is not taken for one of them: it is read from its start.
 */
export class PartitionStates {
  parentState: JsonObject | undefined;
  readonly #options: PartitionStatesOptions;
  readonly #states = new Map<string, PartitionState>();
  #shared = new Set<string>();
  #global: JsonObject | undefined;
  /** A state without the list, by another connector: every partition without a state of its own shares it. */
  #isGlobalForAll = false;
  /** Of this read: what it has seen, and the shared state it adds up to. */
  readonly #seen = new Set<string>();
  #nextShared = new Set<string>();
  #nextGlobal: JsonObject | undefined;
  #forgotten = 0;

  /** @throws CodedError `CDK_STATE_INVALID` */
  constructor(state: StreamState | undefined, options: PartitionStatesOptions) {
    this.#options = options;
    if (state !== undefined) this.#read(state);
  }

  get size(): number {
    return this.#states.size;
  }

  /** Partitions whose state had to be left out. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** The state to read a partition from. */
  of(key: JsonObject): JsonObject | undefined {
    const id = partitionId(key);
    this.#seen.add(digest(id));
    const own = this.#states.get(id);
    if (own !== undefined) return own.cursor;
    return this.#isGlobalForAll || this.#shared.has(digest(id)) ? this.#global : undefined;
  }

  set(key: JsonObject, cursor: object): void {
    const id = partitionId(key);
    this.#states.delete(id);
    this.#states.set(id, { partition: key, cursor: cursor as JsonObject });
    this.#unshare(digest(id));
    for (const [oldest, state] of this.#states) {
      if (this.#states.size <= this.#options.max) break;
      this.#states.delete(oldest);
      this.#share(digest(oldest), state.cursor);
    }
  }

  /** A whole read is over: partitions that it has not seen are gone, and the shared state is that of this read. */
  forgetUnseen(): void {
    for (const id of this.#states.keys()) if (!this.#seen.has(digest(id))) this.#states.delete(id);
    this.#isGlobalForAll = false;
    this.#shared = this.#nextShared;
    this.#global = this.#nextGlobal;
  }

  toJson(): StreamState {
    const usesGlobal = this.#global !== undefined;
    return {
      states: [...this.#states.values()] as unknown as JsonObject[],
      use_global_cursor: usesGlobal,
      ...(this.#global === undefined ? {} : { state: this.#global }),
      ...(this.#isGlobalForAll || !usesGlobal ? {} : { shared: writeDigests(this.#shared) }),
      ...(this.parentState === undefined ? {} : { parent_state: this.parentState }),
    };
  }

  #share(id: string, cursor: JsonObject): void {
    if (this.#shared.size >= MAX_SHARED && !this.#shared.has(id)) {
      this.#forgotten += 1;
      return;
    }
    this.#shared.add(id);
    this.#global = this.#older(this.#global, cursor);
    // Of what this read has not come to, the old state stays.
    if (!this.#seen.has(id)) return;
    this.#nextShared.add(id);
    this.#nextGlobal = this.#older(this.#nextGlobal, cursor);
  }

  /** A partition with a state of its own; when none is left that shares the common one, that one is over. */
  #unshare(id: string): void {
    this.#nextShared.delete(id);
    if (this.#nextShared.size === 0) this.#nextGlobal = undefined;
    if (this.#shared.delete(id) && this.#shared.size === 0 && !this.#isGlobalForAll) this.#global = undefined;
  }

  #older(one: JsonObject | undefined, other: JsonObject): JsonObject {
    return one === undefined ? other : (this.#options.older(one, other) as JsonObject);
  }

  #read(state: StreamState): void {
    const { states, state: global, parent_state: parent, shared, use_global_cursor: usesGlobal } = state;
    const isPartitioned = states !== undefined || usesGlobal !== undefined;
    if (isJsonObject(parent)) this.parentState = parent as JsonObject;
    if (!isPartitioned) {
      // The stream had no partitions when it was written.
      const { parent_state: _, ...rest } = state;
      this.#global = rest;
      this.#isGlobalForAll = Object.keys(rest).length > 0;
      return;
    }
    for (const entry of Array.isArray(states) ? states : [states ?? []].flat()) {
      const { partition, cursor } = isJsonObject(entry) ? entry : {};
      if (!isJsonObject(partition) || !isJsonObject(cursor)) throw unreadable();
      this.#states.set(partitionId(partition as JsonObject), entry as unknown as PartitionState);
    }
    if (usesGlobal !== true) return;
    if (!isJsonObject(global)) throw unreadable();
    this.#global = global as JsonObject;
    if (typeof shared === 'string') this.#shared = readDigests(shared);
    else this.#isGlobalForAll = true;
  }
}

function unreadable(): CodedError {
  return new CodedError('CDK_STATE_INVALID', {
    message: 'The state cannot be used: it is not one of partitions. Reset the stream, or restore its last good state.',
  });
}

/** The same text for the same key, whatever the order of its members. The Python CDK adds an empty `parent_slice`. */
export function partitionId(key: JsonObject): string {
  const members = Object.entries(key).filter(([name, value]) => {
    return !(name === 'parent_slice' && isJsonObject(value) && Object.keys(value).length === 0);
  });
  return stringifyJson(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function digest(id: string): string {
  return createHash('sha256').update(id).digest().subarray(0, HASH_BYTES).toString('latin1');
}

function writeDigests(digests: ReadonlySet<string>): string {
  return Buffer.from([...digests].sort().join(''), 'latin1').toString('base64');
}

function readDigests(text: string): Set<string> {
  const all = Buffer.from(text, 'base64').toString('latin1');
  const digests = new Set<string>();
  for (let at = 0; at + HASH_BYTES <= all.length; at += HASH_BYTES) digests.add(all.slice(at, at + HASH_BYTES));
  return digests;
}
