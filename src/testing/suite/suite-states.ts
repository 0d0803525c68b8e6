import { stringifyJson } from '../../util/json.js';
import { findEarlyStates } from '../assertions/conduct/check-state-ahead.js';
import type { ReadDigest } from '../assertions/read-digest.js';
import type { ConfiguredCatalogFile } from '../catalog-of.js';
import { streamStatesIn } from '../messages-of-type.js';
import type { ReceivedState } from '../received-message.js';
import { stateFrom } from '../state-from.js';
import { streamKey } from '../stream-key.js';

/** What a platform hands back when it has the STATEs of a read up to the place `at`, for the streams of `catalog`. */
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
 * From which STATEs of a read to resume: about `count`, spread evenly, the last among them; first of all such as could
 * run ahead of their records. States that hand in the same are one.
 *
 * @returns their places among the messages of the read, in order.
 */
export function resumePoints(read: ReadDigest, catalog: ConfiguredCatalogFile, count: number): number[] {
  const names = new Set(catalog.streams.map(({ stream }) => streamKey(stream)));
  const candidates: number[] = [];
  let previous = '';
  for (const { state, at } of read.states) {
    const handedIn = state.type === 'GLOBAL' || concerns(state, names) ? stringifyJson(contentOf(state)) : previous;
    if (handedIn !== previous) candidates.push(at);
    previous = handedIn;
  }
  const early = new Set(
    [...read.streams.values()]
      .filter(({ entry }) => entry.sync_mode === 'incremental')
      .flatMap(findEarlyStates)
      .filter(({ isOwing }) => isOwing)
      .map(({ state }) => state.at),
  );
  const suspects = spread(
    candidates.filter((at) => early.has(at)),
    Math.floor(count / 2),
  );
  const others = candidates.filter((at) => !suspects.includes(at));
  return [...suspects, ...spread(others, count - suspects.length)].sort((a, b) => a - b);
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
