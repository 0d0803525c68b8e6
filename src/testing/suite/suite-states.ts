import { stringifyJson } from '../../util/json.js';
import { findEarlyStates } from '../assertions/conduct/check-state-ahead.js';
import type { ReadDigest } from '../assertions/read-digest.js';
import type { ConfiguredCatalogFile } from '../catalog-of.js';
import { streamStatesIn } from '../messages-of-type.js';
import type { ReceivedState } from '../received-message.js';
import { stateFrom } from '../state-from.js';
import { streamKey } from '../stream-key.js';

/** What a platform hands back after the STATEs of a read up to the place `at`, for the streams of `catalog`. */
export function stateUpTo(
  read: ReadDigest,
  catalog: ConfiguredCatalogFile,
  at = Number.POSITIVE_INFINITY,
): ReceivedState[] {
  const kept = read.states.filter((state) => state.at <= at).map(({ state }) => ({ type: 'STATE', state }));
  const names = new Set(catalog.streams.map(({ stream }) => streamKey(stream)));
  return stateFrom(kept).filter((state) => state.type === 'GLOBAL' || concerns(state, names));
}

function concerns(state: ReceivedState, names: ReadonlySet<string>): boolean {
  return streamStatesIn(state).some((part) => names.has(streamKey(part.stream_descriptor)));
}

/**
 * From which STATEs of a read to resume: about `count`, spread evenly, the last among them. States that could run ahead
 * of their records come first, then those that interrupt a stream. States that hand in the same count as one.
 *
 * @returns their places among the messages of the read, in order.
 */
export function resumePoints(read: ReadDigest, catalog: ConfiguredCatalogFile, count: number): number[] {
  const candidates = distinctStates(read, catalog);
  const early = earlyStates(read);
  const suspects = spread(
    candidates.filter((at) => early.has(at)),
    Math.floor(count / 2),
  );
  const others = candidates.filter((at) => !suspects.includes(at));
  const isInterrupting = interruptions(read);
  const [useful, idle] = [true, false].map((wanted) =>
    others.filter((at) => (at === others.at(-1) || isInterrupting(at)) === wanted),
  ) as [number[], number[]];
  const chosen = [...suspects, ...spread(useful, count - suspects.length)];
  return [...chosen, ...spread(idle, count - chosen.length)].sort((a, b) => a - b);
}

function distinctStates(read: ReadDigest, catalog: ConfiguredCatalogFile): number[] {
  const names = new Set(catalog.streams.map(({ stream }) => streamKey(stream)));
  const places: number[] = [];
  let previous = '';
  for (const { state, at } of read.states) {
    const handedIn = state.type === 'GLOBAL' || concerns(state, names) ? stringifyJson(contentOf(state)) : previous;
    if (handedIn !== previous) places.push(at);
    previous = handedIn;
  }
  return places;
}

/** The places of states that name a cursor before all of its records have come. */
function earlyStates(read: ReadDigest): ReadonlySet<number> {
  const streams = [...read.streams.values()].filter(({ entry }) => entry.sync_mode === 'incremental');
  const early = streams.flatMap(findEarlyStates).filter(({ isOwing }) => isOwing);
  return new Set(early.map(({ state }) => state.at));
}

/** Tells whether a cut at a place leaves a stream with a state to resume from and records still to come. */
function interruptions(read: ReadDigest): (at: number) => boolean {
  const spans = [...read.streams.values()].flatMap(({ states, records }) => {
    const [first, last] = [states[0]?.at, records.at(-1)?.at];
    if (first === undefined || last === undefined) return [];
    return [{ first, end: states.find(({ at }) => at > last)?.at ?? Number.POSITIVE_INFINITY }];
  });
  return (at) => spans.some(({ first, end }) => at >= first && at < end);
}

/** All of a state but its counts. */
function contentOf({ sourceStats: _, ...state }: ReceivedState): object {
  return state;
}

/** `count` of `items`, evenly spread, the last always among them. */
function spread<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  const step = items.length / count;
  return Array.from({ length: count }, (_, index) => items[Math.ceil((index + 1) * step) - 1] as T);
}

/** A state as some platforms hand it back: absent members as null, counts kept, members that are not of the protocol. */
export function verboseState(states: readonly ReceivedState[]): object[] {
  return states.map((state) => ({
    stream: null,
    global: null,
    data: null,
    destinationStats: null,
    ...state,
    sourceStats: { recordCount: 3, rejectedRecordCount: null },
    member_of_a_newer_platform: true,
  }));
}
