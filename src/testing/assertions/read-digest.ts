import { valueAt } from '../../util/json.js';
import type { ConfiguredCatalogFile, ConfiguredStreamEntry } from '../catalog-of.js';
import { recordKey, streamStatesIn } from '../messages-of-type.js';
import type { ReceivedMessage, ReceivedRecord, ReceivedState } from '../received-message.js';
import { streamKey } from '../stream-key.js';
import { cursorInState } from './cursor/cursor-in-state.js';
import { cursorPath } from './cursor/cursor-path.js';
import { type Cursor, isCursor } from './cursor/cursor-value.js';
import { contentOf, identityOf, keyPaths } from './record-identity.js';

/** What later assertions need of a record, without its data. */
export interface DigestedRecord {
  /** Its key, or all of it if there is no key. */
  readonly identity: string;
  /** All of it. */
  readonly content: string;
  readonly cursor: Cursor | undefined;
  /** Its place among the messages of the read. */
  readonly at: number;
}

/** A STATE that concerns a stream. */
export interface DigestedState {
  /** Undefined if it is not found. */
  readonly cursor: Cursor | undefined;
  readonly at: number;
}

/** One stream of a read. */
export interface StreamDigest {
  readonly name: string;
  readonly entry: ConfiguredStreamEntry;
  readonly hasKey: boolean;
  readonly records: DigestedRecord[];
  readonly states: DigestedState[];
}

/** A read in short: enough to compare it with others, without its data. */
export interface ReadDigest {
  readonly streams: ReadonlyMap<string, StreamDigest>;
  /** All STATEs with their places. */
  readonly states: readonly { readonly state: ReceivedState; readonly at: number }[];
  readonly emittedAt: EmissionTimes | undefined;
}

/** When the records of a read were emitted, in milliseconds since the epoch. */
export interface EmissionTimes {
  readonly first: number;
  readonly last: number;
  /** Whether all are whole seconds, so that a source may know no finer time. */
  readonly isWholeSeconds: boolean;
}

/** How records are distinguished. */
export interface DigestOptions {
  /** Top level fields that differ from read to read, as `field` or `stream.field`. */
  readonly ignoredFields?: readonly string[];
}

/** Goes through a read once and keeps what comparisons need. Records of streams that are not in `catalog` are left out. */
export function digestRead(
  messages: Iterable<ReceivedMessage>,
  catalog: ConfiguredCatalogFile,
  options: DigestOptions = {},
): ReadDigest {
  const streams = new Map(catalog.streams.map((entry) => [streamKey(entry.stream), emptyDigest(entry)]));
  const ignored = options.ignoredFields ?? [];
  const states: { state: ReceivedState; at: number }[] = [];
  let emittedAt: EmissionTimes | undefined;
  let at = 0;
  for (const { record, state } of messages) {
    at += 1;
    if (state !== undefined) {
      states.push({ state, at });
      addState(streams, state, at);
    }
    if (record === undefined) continue;
    emittedAt = addTime(emittedAt, Number(record.emitted_at));
    const stream = streams.get(recordKey(record));
    stream?.records.push(digestRecord(record, stream, at, ignored));
  }
  return { streams, states, emittedAt };
}

function emptyDigest(entry: ConfiguredStreamEntry): StreamDigest {
  return { name: streamKey(entry.stream), entry, hasKey: keyPaths(entry).length > 0, records: [], states: [] };
}

function digestRecord(
  record: ReceivedRecord,
  { name, entry }: StreamDigest,
  at: number,
  ignored: readonly string[],
): DigestedRecord {
  const isIgnored = (field: string) => ignored.includes(field) || ignored.includes(`${name}.${field}`);
  const content = contentOf(record, isIgnored);
  const paths = keyPaths(entry);
  const cursor = valueAt(record.data, cursorPath(entry) ?? []);
  return {
    identity: paths.length === 0 ? content : identityOf(record, paths),
    content,
    cursor: isCursor(cursor) ? cursor : undefined,
    at,
  };
}

function addState(streams: ReadonlyMap<string, StreamDigest>, state: ReceivedState, at: number): void {
  for (const part of streamStatesIn(state)) {
    const stream = streams.get(streamKey(part.stream_descriptor));
    const path = stream === undefined ? undefined : cursorPath(stream.entry);
    stream?.states.push({ cursor: path === undefined ? undefined : cursorInState(part.stream_state, path), at });
  }
}

function addTime(times: EmissionTimes | undefined, ms: number): EmissionTimes {
  const { first = ms, last = ms, isWholeSeconds = true } = times ?? {};
  return { first: Math.min(first, ms), last: Math.max(last, ms), isWholeSeconds: isWholeSeconds && ms % 1000 === 0 };
}
