import { compareCursors } from './cursor/cursor-value.js';
import { isOlder } from './cursor/is-older.js';
import type { IncrementalInput, ResumedRead, StreamVerdict } from './incremental-input.js';
import type { StreamDigest } from './read-digest.js';

/**
 * Number 47 for a stream: no record of the first read lies beyond its last state, and a read from a state gives no
 * older records, except those that the first read itself gave only after that state. A source may write states
 * while its records still come in another order, as during a first snapshot: then the cursor in the state is not all
 * that it holds, and the older records are still owed (number 57 demands them).
 */
export function checkStatePositions(stream: StreamDigest, input: IncrementalInput): StreamVerdict {
  if (stream.records.length === 0) return { unjudged: 'the first read gives no records' };
  if (stream.records.every(({ cursor }) => cursor === undefined)) return { unjudged: 'no record has a cursor' };
  const last = stream.states.at(-1)?.cursor;
  if (last === undefined) return { unjudged: 'the cursor is not found in the state' };
  if (!stream.records.some(({ cursor }) => cursor !== undefined && compareCursors(cursor, last) !== undefined)) {
    return { unjudged: 'the cursor in the state cannot be compared with those of the records' };
  }
  const beyond = stream.records.filter((record) => isOlder(last, record.cursor)).length;
  const older = (input.resumed ?? []).reduce((sum, run) => sum + countOlder(stream, run, input.lookbackDays), 0);
  return {
    problems: [
      ...(beyond === 0 ? [] : [`${beyond} records lie beyond the last state`]),
      ...(older === 0 ? [] : [`${older} records are older than the state that was handed in`]),
    ],
  };
}

function countOlder(stream: StreamDigest, { at, read }: ResumedRead, lookbackDays?: number): number {
  const since = stream.states.findLast((state) => state.at <= at);
  if (since?.cursor === undefined) return 0;
  const owed = new Set(stream.records.filter((record) => record.at > since.at).map(({ content }) => content));
  const again = read.streams.get(stream.name)?.records ?? [];
  return again.filter(({ cursor, content }) => isOlder(cursor, since.cursor, lookbackDays) && !owed.has(content))
    .length;
}
