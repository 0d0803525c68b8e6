import { stringifyJson } from '../../util/json.js';
import type { ConfiguredCatalogFile, ConfiguredStreamEntry } from '../catalog-of.js';
import { recordsOf, statesOf, streamStatesIn } from '../messages-of-type.js';
import type { ReceivedMessage, ReceivedState } from '../received-message.js';
import { streamKey } from '../stream-key.js';
import type { Assertion } from './assertion.js';
import { valueAt } from './schema-walk.js';

/** A read, and those that went on from its states. */
export interface IncrementalInput {
  readonly catalog: ConfiguredCatalogFile;
  /** A read without state. */
  readonly first: readonly ReceivedMessage[];
  /** A read from the final state of the first, after the source got new data if `hasNewData`. */
  readonly second: readonly ReceivedMessage[];
  readonly hasNewData: boolean;
  /** Reads from states of the first read. */
  readonly slices?: readonly {
    readonly state: readonly ReceivedState[];
    readonly messages: readonly ReceivedMessage[];
  }[];
  /** A read from a state far in the future. */
  readonly future?: readonly ReceivedMessage[];
}

/** Numbers 46 to 48. */
export const INCREMENTAL_ASSERTIONS: readonly Assertion<IncrementalInput>[] = [
  { id: '46', title: 'a second read goes on where the first ended', check: checkSequentialReads },
  { id: '47', title: 'a read from any state gives nothing older than it', check: checkSlices },
  { id: '48', title: 'a state in the future gives no records but a state', check: checkFuture },
];

type Cursor = string | number | bigint;

/** Cursors of the records of a stream; those without one are left out. */
function cursorsOf(messages: readonly ReceivedMessage[], entry: ConfiguredStreamEntry): Cursor[] {
  return recordsOf(messages, streamKey(entry.stream))
    .map((record) => valueAt(record.data, entry.cursor_field ?? []))
    .filter(isCursor);
}

function isCursor(value: unknown): value is Cursor {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
}

/** Texts by their order of characters unless both are instants; numbers by value. */
function compare(a: Cursor, b: Cursor): number {
  const [left, right] = [comparable(a), comparable(b)];
  if (typeof left !== typeof right) return 0;
  return left < right ? -1 : left > right ? 1 : 0;
}

function comparable(cursor: Cursor): string | number {
  if (typeof cursor !== 'string') return Number(cursor);
  const instant = /^\d{4}-\d{2}-\d{2}/.test(cursor) ? Date.parse(cursor) : Number.NaN;
  return Number.isNaN(instant) ? cursor : instant;
}

function incrementalStreams({ catalog }: IncrementalInput): readonly ConfiguredStreamEntry[] {
  return catalog.streams.filter((entry) => entry.sync_mode === 'incremental' && (entry.cursor_field ?? []).length > 0);
}

function checkSequentialReads(input: IncrementalInput): string[] {
  return incrementalStreams(input).flatMap((entry) => {
    const name = streamKey(entry.stream);
    const [before, after] = [recordsOf(input.first, name), recordsOf(input.second, name)];
    const texts = new Set(before.map((record) => stringifyJson(record.data)));
    const isRepeated = after.length >= before.length && after.every((record) => texts.has(stringifyJson(record.data)));
    const [latest] = cursorsOf(input.first, entry).sort(compare).reverse();
    const [earliest] = cursorsOf(input.second, entry).sort(compare);
    const leavesGap =
      latest !== undefined && earliest !== undefined && before.length > 0 && compare(earliest, latest) < 0;
    return [
      ...(before.length > 0 ? [] : [`${name}: the first read gives no records`]),
      ...(statesOf(input.first, name).length > 0 ? [] : [`${name}: the first read gives no state`]),
      ...(before.length > 0 && after.length > 0 && isRepeated ? [`${name}: the second read repeats the first`] : []),
      ...(input.hasNewData && after.length === 0 ? [`${name}: the second read misses the new data`] : []),
      ...(leavesGap ? [`${name}: the second read begins before the end of the first`] : []),
    ];
  });
}

/** The cursor in a state: the value under the cursor's own name. */
function cursorIn(state: ReceivedState, entry: ConfiguredStreamEntry): Cursor | undefined {
  const own = streamStatesIn(state).find((part) => streamKey(part.stream_descriptor) === streamKey(entry.stream));
  const path = entry.cursor_field ?? [];
  const value = valueAt(own?.stream_state, path) ?? valueAt(own?.stream_state, path.slice(-1));
  return isCursor(value) ? value : undefined;
}

function checkSlices(input: IncrementalInput): string[] {
  return incrementalStreams(input).flatMap((entry) => {
    const name = streamKey(entry.stream);
    const last = statesOf(input.first, name).at(-1);
    const end = last === undefined ? undefined : cursorIn(last, entry);
    const beyond = cursorsOf(input.first, entry).filter(
      (cursor) => end !== undefined && compare(cursor, end) > 0,
    ).length;
    const older = (input.slices ?? []).reduce((sum, slice) => sum + countOlder(slice, entry), 0);
    return [
      ...(beyond === 0 ? [] : [`${name}: ${beyond} records lie beyond the last state`]),
      ...(older === 0 ? [] : [`${name}: ${older} records are older than the state that was handed in`]),
    ];
  });
}

function countOlder(
  slice: { readonly state: readonly ReceivedState[]; readonly messages: readonly ReceivedMessage[] },
  entry: ConfiguredStreamEntry,
): number {
  const since = slice.state.map((state) => cursorIn(state, entry)).find((cursor) => cursor !== undefined);
  return since === undefined
    ? 0
    : cursorsOf(slice.messages, entry).filter((cursor) => compare(cursor, since) < 0).length;
}

function checkFuture(input: IncrementalInput): string[] {
  const { future } = input;
  if (future === undefined) return [];
  return incrementalStreams(input).flatMap((entry) => {
    const name = streamKey(entry.stream);
    const records = recordsOf(future, name).length;
    return [
      ...(records === 0 ? [] : [`${name}: ${records} records in spite of a state in the future`]),
      ...(statesOf(future, name).length > 0 ? [] : [`${name}: no state`]),
    ];
  });
}
