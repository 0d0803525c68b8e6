import { compareCursors, laterCursor } from './cursor/cursor-value.js';
import { isOlder } from './cursor/is-older.js';
import type { IncrementalInput, StreamVerdict } from './incremental-input.js';
import type { DigestedRecord, StreamDigest } from './read-digest.js';

/**
 * Number 46 for a stream. Without new data, the second read may repeat the records at the end of the first, since many
 * cursors include the last value; only repeating all that came before is wrong. With new data there must be records,
 * none older than the state by more than the source looks back.
 */
export function checkSecondRead(stream: StreamDigest, input: IncrementalInput): StreamVerdict {
  const after = input.second?.streams.get(stream.name)?.records ?? [];
  const { records: before, states } = stream;
  if (before.length === 0) return { unjudged: 'the first read gives no records' };
  if (states.length === 0) return { problems: ['the first read gives no state'] };
  const problems = repeatsAll(before, after) ? ['the second read repeats the first'] : [];
  if (input.hasNewData !== true) return { problems };
  if (after.length === 0) return { problems: ['the second read misses the new data'] };
  const since = states.at(-1)?.cursor;
  const older = after.filter(({ cursor }) => isOlder(cursor, since, input.lookbackDays)).length;
  return {
    problems: older === 0 ? problems : [...problems, `${older} records of the second read are older than the state`],
  };
}

function repeatsAll(before: readonly DigestedRecord[], after: readonly DigestedRecord[]): boolean {
  const last = before.map(({ cursor }) => cursor).reduce(laterCursor, undefined);
  const isAtEnd = ({ cursor }: DigestedRecord) =>
    last !== undefined && cursor !== undefined && (compareCursors(cursor, last) ?? 0) >= 0;
  const isAllAtEnd = last === undefined ? before.length <= 1 : before.every(isAtEnd);
  if (isAllAtEnd) return false;
  const repeated = new Set(after.map(({ content }) => content));
  return before.every(({ content }) => repeated.has(content));
}
