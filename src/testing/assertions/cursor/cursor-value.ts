/** A value by which records are ordered. */
export type Cursor = string | number | bigint;

/** Tells whether `value` can be a cursor. */
export function isCursor(value: unknown): value is Cursor {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
}

/**
 * Compares two cursors: instants and dates by time, to the fraction; numbers by value, also those written as text;
 * other texts by their order of characters. A date stands for its whole day, so every instant of it is equal to it;
 * a number beside an instant is an epoch in seconds or in milli-, micro- or nanoseconds.
 *
 * @returns negative, 0 or positive; undefined if the two cannot be compared.
 * @example
 * compareCursors('2026-01-01T01:00:00+01:00', '2026-01-01T00:00:00Z') // 0
 * compareCursors('2026-01-01', '2026-01-01T12:00:00Z')                // 0
 * compareCursors(10, '9')                                            // 1
 * compareCursors(5, 'abc')                                           // undefined
 */
export function compareCursors(a: Cursor, b: Cursor): number | undefined {
  const [left, right] = [toInstant(a), toInstant(b)];
  if (left !== undefined && right !== undefined) return compareInstants(left, right);
  if (left !== undefined || right !== undefined) return compareWithEpoch(a, b, left, right);
  const [leftNumber, rightNumber] = [toNumber(a), toNumber(b)];
  if (leftNumber !== undefined && rightNumber !== undefined) return order(leftNumber, rightNumber);
  return typeof a === 'string' && typeof b === 'string' ? order(a, b) : undefined;
}

/** The larger of two cursors; the first if they cannot be compared. */
export function laterCursor(a: Cursor | undefined, b: Cursor | undefined): Cursor | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return (compareCursors(a, b) ?? 0) < 0 ? b : a;
}

/** Milliseconds of a cursor that is a time, also of an epoch; undefined for any other. */
export function cursorMs(cursor: Cursor): number | undefined {
  return (toInstant(cursor) ?? epochInstant(cursor))?.ms;
}

/** Milliseconds in one unit of an epoch that is a number of this size; undefined for a size that no present-day epoch has. */
export function epochUnitMs(value: number): number | undefined {
  return EPOCH_UNITS.find(([lowest]) => value >= lowest && value < lowest * 5)?.[1];
}

/** From 2001 to 2128 in seconds, milli-, micro- and nanoseconds. */
const EPOCH_UNITS: readonly (readonly [lowest: number, unitMs: number])[] = [
  [1e9, 1000],
  [1e12, 1],
  [1e15, 1e-3],
  [1e18, 1e-6],
];

interface Instant {
  readonly ms: number;
  /** Digits of the second beyond the milliseconds. */
  readonly rest: string;
  readonly isDate: boolean;
}

const TIME =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d+))? ?(Z|UTC|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?$/i;

function toInstant(cursor: Cursor): Instant | undefined {
  const match = typeof cursor === 'string' ? TIME.exec(cursor.trim()) : null;
  if (match === null) return undefined;
  const [, date, time, fraction = '', zone = 'Z'] = match;
  if (time === undefined) return finite({ ms: Date.parse(`${date}T00:00:00Z`), rest: '', isDate: true });
  const ms = Date.parse(`${date}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}${normalZone(zone)}`);
  const whole = time.length === 5 ? Date.parse(`${date}T${time}:00${normalZone(zone)}`) : ms;
  return finite({ ms: Number.isNaN(ms) ? whole : ms, rest: fraction.slice(3), isDate: false });
}

function finite(instant: Instant): Instant | undefined {
  return Number.isNaN(instant.ms) ? undefined : instant;
}

function normalZone(zone: string): string {
  if (/^(z|utc)$/i.test(zone)) return 'Z';
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

const DAY_MS = 86_400_000;

function compareInstants(a: Instant, b: Instant): number {
  if (a.isDate !== b.isDate) return order(Math.floor(a.ms / DAY_MS), Math.floor(b.ms / DAY_MS));
  if (a.ms !== b.ms) return order(a.ms, b.ms);
  const digits = Math.max(a.rest.length, b.rest.length);
  return order(a.rest.padEnd(digits, '0'), b.rest.padEnd(digits, '0'));
}

function compareWithEpoch(a: Cursor, b: Cursor, left?: Instant, right?: Instant): number | undefined {
  const [from, to] = [left ?? epochInstant(a), right ?? epochInstant(b)];
  if (from === undefined || to === undefined) return undefined;
  if (from.isDate || to.isDate) return order(Math.floor(from.ms / DAY_MS), Math.floor(to.ms / DAY_MS));
  // An epoch in seconds beside an instant with a fraction: both are cut to the second.
  const isCoarse = [a, b].some((cursor) => epochUnitMs(toNumber(cursor) === undefined ? 0 : Number(cursor)) === 1000);
  return isCoarse ? order(Math.floor(from.ms / 1000), Math.floor(to.ms / 1000)) : order(from.ms, to.ms);
}

function epochInstant(cursor: Cursor): Instant | undefined {
  const value = toNumber(cursor);
  const unitMs = value === undefined ? undefined : epochUnitMs(Number(value));
  return value === undefined || unitMs === undefined
    ? undefined
    : { ms: Number(value) * unitMs, rest: '', isDate: false };
}

/** Integers as such, so that those beyond 2^53 are compared exactly. */
function toNumber(cursor: Cursor): number | bigint | undefined {
  if (typeof cursor !== 'string') return cursor;
  if (/^[+-]?\d+$/.test(cursor)) return BigInt(cursor.replace('+', ''));
  return /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(cursor) ? Number(cursor) : undefined;
}

function order<T extends string | number | bigint>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
