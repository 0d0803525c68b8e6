import { isJsonObject } from '../../util/json.js';
import { cursorMs, epochUnitMs } from '../assertions/cursor/cursor-value.js';
import type { StreamDigest } from '../assertions/read-digest.js';
import { streamStatesIn } from '../messages-of-type.js';
import type { ReceivedState, ReceivedStreamState } from '../received-message.js';
import { streamKey } from '../stream-key.js';

/** A state beyond all data, and the streams whose state has nothing that could be moved. */
export interface FutureState {
  readonly states: readonly ReceivedState[];
  readonly unmoved: readonly string[];
}

const YEARS = 100;
const YEARS_MS = YEARS * 365.25 * 86_400_000;

/**
 * Adds a hundred years to every date and instant in `states`, in the form they are written in; and to numbers that are
 * epochs, if the cursors of the stream's records are epochs too.
 *
 * @param names - the streams that are to be moved
 */
export function moveToFuture(
  states: readonly ReceivedState[],
  streams: ReadonlyMap<string, StreamDigest>,
  names: readonly string[],
): FutureState {
  const moved = new Set<string>();
  const move = (part: ReceivedStreamState): ReceivedStreamState => {
    const name = streamKey(part.stream_descriptor);
    const movedState = moveValue(part.stream_state, hasEpochs(streams.get(name)));
    if (movedState.isMoved) moved.add(name);
    return { ...part, stream_state: movedState.value as Readonly<Record<string, unknown>> };
  };
  const future = states.map((state) => moveState(state, move));
  const unmoved = names.filter((name) => !moved.has(name));
  return { states: future, unmoved };
}

/** The future state that a user gives, and the streams of `names` that are not in it. */
export function givenFuture(states: readonly ReceivedState[], names: readonly string[]): FutureState {
  const given = new Set(states.flatMap(streamStatesIn).map((part) => streamKey(part.stream_descriptor)));
  return { states, unmoved: names.filter((name) => !given.has(name)) };
}

function moveState(state: ReceivedState, move: (part: ReceivedStreamState) => ReceivedStreamState): ReceivedState {
  if (state.stream !== undefined && state.stream !== null) return { ...state, stream: move(state.stream) };
  const { global } = state;
  if (global === undefined || global === null) return state;
  return { ...state, global: { ...global, stream_states: global.stream_states.map(move) } };
}

function hasEpochs(stream: StreamDigest | undefined): boolean {
  const cursor = stream?.records.find((record) => record.cursor !== undefined)?.cursor;
  const isNumber = typeof cursor !== 'string' || /^\d+$/.test(cursor);
  return cursor !== undefined && isNumber && cursorMs(cursor) !== undefined;
}

interface Moved {
  readonly value: unknown;
  readonly isMoved: boolean;
}

function moveValue(value: unknown, hasEpoch: boolean): Moved {
  if (Array.isArray(value) || isJsonObject(value)) {
    const members = Object.entries(value).map(([name, member]) => [name, moveValue(member, hasEpoch)] as const);
    const isMoved = members.some(([, member]) => member.isMoved);
    const plain = members.map(([name, member]) => [name, member.value] as const);
    return { value: Array.isArray(value) ? plain.map(([, member]) => member) : Object.fromEntries(plain), isMoved };
  }
  const later = moveScalar(value, hasEpoch);
  return { value: later ?? value, isMoved: later !== undefined };
}

function moveScalar(value: unknown, hasEpoch: boolean): unknown {
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}|$)/.test(value)) return moveText(value);
  if (!hasEpoch) return undefined;
  if (typeof value === 'string' && /^\d+$/.test(value)) return moveNumber(BigInt(value))?.toString();
  return typeof value === 'number' || typeof value === 'bigint' ? moveNumber(value) : undefined;
}

/** Not every year has a 29th of February; the 28th will do. */
function moveText(text: string): string {
  const year = String(Number(text.slice(0, 4)) + YEARS).padStart(4, '0');
  return `${year}${text.slice(4, 10) === '-02-29' ? '-02-28' : text.slice(4, 10)}${text.slice(10)}`;
}

function moveNumber(value: number | bigint): number | bigint | undefined {
  const unitMs = epochUnitMs(Number(value));
  if (unitMs === undefined) return undefined;
  const units = YEARS_MS / unitMs;
  return typeof value === 'bigint' ? value + BigInt(units) : value + units;
}
