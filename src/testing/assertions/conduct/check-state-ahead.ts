import { type Cursor, compareCursors, cursorMs, laterCursor } from '../cursor/cursor-value.js';
import { isOlder } from '../cursor/is-older.js';
import type { ResumedRead, StreamVerdict } from '../incremental.js';
import type { DigestedState, StreamDigest } from '../read-digest.js';

/** Clocks differ, and a source may name the end of its day. */
const TOLERANCE_MS = 86_400_000;

/**
 * Tells whether a state vouches for records that it came before. A cursor beyond all records so far is no proof: many
 * sources write the instant up to which they asked. It runs ahead where it names a time that has not come, or where
 * records follow in the same read that lie before it and that a read from it does not give.
 */
export function checkStateAhead(stream: StreamDigest, resumed: readonly ResumedRead[], nowMs: number): StreamVerdict {
  if (!stream.states.some(({ cursor }) => cursor !== undefined)) {
    return { unjudged: 'the cursor is not found in the state' };
  }
  const early = findEarlyStates(stream);
  const future = early.filter(({ state }) => (cursorMs(state.cursor as Cursor) ?? 0) > nowMs + TOLERANCE_MS).length;
  const lost = early.reduce((sum, { state, owed }) => sum + countLost(stream, state, owed, resumed), 0);
  return {
    problems: [
      ...(future === 0 ? [] : [`${future} states name a time in the future`]),
      ...(lost === 0 ? [] : [`${lost} records follow a state that runs ahead of them, and a read from it lacks them`]),
    ],
  };
}

/** A state beyond the records so far, and the records that nevertheless lie before it and follow. */
export interface EarlyState {
  readonly state: DigestedState;
  readonly owed: StreamDigest['records'];
}

/** The states whose cursor lies beyond every record that came before them. */
export function findEarlyStates(stream: StreamDigest): EarlyState[] {
  let [next, latest]: [number, Cursor | undefined] = [0, undefined];
  return stream.states.flatMap((state) => {
    for (; next < stream.records.length && (stream.records[next]?.at ?? 0) < state.at; next += 1) {
      latest = laterCursor(latest, stream.records[next]?.cursor);
    }
    const isEarly = state.cursor !== undefined && (latest === undefined || isOlder(latest, state.cursor));
    if (!isEarly) return [];
    const owed = stream.records.slice(next).filter(({ cursor }) => lacksBehind(cursor, state.cursor));
    return [{ state, owed }];
  });
}

/** A record at the very cursor of the state is vouched for, too. */
function lacksBehind(cursor: Cursor | undefined, since: Cursor | undefined): boolean {
  return cursor !== undefined && since !== undefined && (compareCursors(cursor, since) ?? 1) <= 0;
}

function countLost(
  stream: StreamDigest,
  state: DigestedState,
  owed: StreamDigest['records'],
  resumed: readonly ResumedRead[],
): number {
  // A read from a later STATE of another stream still hands in this one.
  const later = stream.states.find(({ at }) => at > state.at)?.at ?? Number.POSITIVE_INFINITY;
  const run = resumed.find(({ at }) => at >= state.at && at < later);
  if (run === undefined) return 0;
  const given = new Set(run.read.streams.get(stream.name)?.records.map(({ identity }) => identity));
  return owed.filter(({ identity }) => !given.has(identity)).length;
}
