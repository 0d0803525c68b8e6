import { type Cursor, compareCursors, cursorMs, laterCursor } from '../cursor/cursor-value.js';
import { isOlder } from '../cursor/is-older.js';
import type { ResumedRead, StreamVerdict } from '../incremental-input.js';
import type { DigestedState, StreamDigest } from '../read-digest.js';

/** Clocks differ, and a source may name the end of its day. */
const TOLERANCE_MS = 86_400_000;

/**
 * Number 56 for a stream: no state covers records that come after it. A cursor beyond all records so far proves nothing: many
 * sources write the instant up to which they asked. It runs ahead if it names a time in the future, or if
 * records follow in the same read that lie before it and that a read from it does not give.
 */
export function checkStateAhead(stream: StreamDigest, resumed: readonly ResumedRead[], nowMs: number): StreamVerdict {
  if (!stream.states.some(({ cursor }) => cursor !== undefined)) {
    return { unjudged: 'the cursor is not found in the state' };
  }
  const early = findEarlyStates(stream);
  const future = early.filter(({ state }) => isFuture(state.cursor, nowMs)).length;
  const lost = early.reduce((sum, { state }) => sum + countLost(stream, state, resumed), 0);
  return {
    problems: [
      ...(future === 0 ? [] : [`${future} states name a time in the future`]),
      ...(lost === 0 ? [] : [`${lost} records follow a state that runs ahead of them, and a read from it lacks them`]),
    ],
  };
}

/** Only what is written as a time: a number may count anything. */
function isFuture(cursor: Cursor | undefined, nowMs: number): boolean {
  return typeof cursor === 'string' && cursor.includes('-') && (cursorMs(cursor) ?? 0) > nowMs + TOLERANCE_MS;
}

/** A state whose cursor lies beyond every record that came before it. */
export interface EarlyState {
  readonly state: DigestedState;
  /** Whether records that lie before its cursor come after it nevertheless. */
  readonly isOwing: boolean;
}

/** The states whose cursor lies beyond every record that came before them. */
export function findEarlyStates({ records, states }: StreamDigest): EarlyState[] {
  const earliestFrom = earliestCursors(records.map(({ cursor }) => cursor));
  let [next, latest]: [number, Cursor | undefined] = [0, undefined];
  return states.flatMap((state) => {
    for (; next < records.length && (records[next]?.at ?? 0) < state.at; next += 1) {
      latest = laterCursor(latest, records[next]?.cursor);
    }
    const isEarly = state.cursor !== undefined && (latest === undefined || isOlder(latest, state.cursor));
    return isEarly ? [{ state, isOwing: isWithin(earliestFrom[next], state.cursor) }] : [];
  });
}

/** For each place, the earliest cursor from there on. */
function earliestCursors(cursors: readonly (Cursor | undefined)[]): (Cursor | undefined)[] {
  const earliest: (Cursor | undefined)[] = [];
  let least: Cursor | undefined;
  for (let index = cursors.length - 1; index >= 0; index -= 1) {
    const cursor = cursors[index];
    if (least === undefined || isOlder(cursor, least)) least = cursor ?? least;
    earliest[index] = least;
  }
  return earliest;
}

/** A state covers records at its cursor, too. */
function isWithin(cursor: Cursor | undefined, since: Cursor | undefined): boolean {
  return cursor !== undefined && since !== undefined && (compareCursors(cursor, since) ?? 1) <= 0;
}

function countLost(stream: StreamDigest, state: DigestedState, resumed: readonly ResumedRead[]): number {
  // A read from a later STATE of another stream still hands in this one.
  const later = stream.states.find(({ at }) => at > state.at)?.at ?? Number.POSITIVE_INFINITY;
  const run = resumed.find(({ at }) => at >= state.at && at < later);
  if (run === undefined) return 0;
  const given = new Set(run.read.streams.get(stream.name)?.records.map(({ identity }) => identity));
  return stream.records.filter(
    ({ at, cursor, identity }) => at > state.at && isWithin(cursor, state.cursor) && !given.has(identity),
  ).length;
}
