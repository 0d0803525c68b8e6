import { CodedError } from '../../errors.js';
import {
  floorTo,
  type Instant,
  msOf,
  NS_PER_MS,
  NS_PER_SECOND,
  readDate,
  readDateTime,
  writeWallClock,
} from './instants.js';
import { instantAt, instantsOf, type TimeZone, wallClockAt } from './time-zone.js';

/**
 * How an instant is written.
 *
 * | format | example |
 * | --- | --- |
 * | `rfc3339` | `2026-01-31T12:00:00.123456Z`, with any offset when read |
 * | `local` | `2026-01-31T12:00:00`, in the cursor's time zone |
 * | `date` | `2026-01-31`, in the cursor's time zone |
 * | `epoch-seconds`, `epoch-milliseconds`, `epoch-microseconds` | `1769860800`, also with a fraction when read |
 * | `{ luxon: 'dd/MM/yyyy HH:mm' }` | tokens of luxon, in the cursor's time zone; exact to the millisecond |
 */
export type CursorFormat =
  | 'rfc3339'
  | 'local'
  | 'date'
  | 'epoch-seconds'
  | 'epoch-milliseconds'
  | 'epoch-microseconds'
  | { readonly luxon: string };

/** Which end of a window an instant is: what is ambiguous is widened. */
export type Bound = 'start' | 'end';

/** A format that is ready to use. */
export interface InstantFormat {
  /** The earliest instant that a value can mean; undefined if it is not of this format. */
  parse(value: unknown): Instant | undefined;
  /** The value for requests and states; what the format cannot hold is rounded down. */
  write(instant: Instant, bound: Bound): string;
  /** The largest instant that the format can hold and that is not later. */
  floor(instant: Instant): Instant;
  /** Whether a state holds the value as a number. */
  readonly isNumber: boolean;
}

const NS_PER_DAY = 86_400n * NS_PER_SECOND;

const EPOCH_UNITS = {
  'epoch-seconds': NS_PER_SECOND,
  'epoch-milliseconds': NS_PER_MS,
  'epoch-microseconds': 1000n,
} as const;

/** Makes a format ready; loads luxon if it is one of luxon's. */
export async function instantFormat(format: CursorFormat, zone: TimeZone): Promise<InstantFormat> {
  if (typeof format === 'object') return await luxonFormat(format.luxon, zone);
  switch (format) {
    case 'rfc3339':
      return {
        isNumber: false,
        parse: parseWithOffset,
        floor: (instant) => instant,
        write: (instant) => `${writeWallClock(instant)}Z`,
      };
    case 'local':
      return {
        isNumber: false,
        parse: (value) => parseLocal(value, zone),
        floor: (instant) => instant,
        write: (instant, bound) => writeWallClock(boundOf(instant, bound, zone)),
      };
    case 'date':
      return {
        isNumber: false,
        parse: (value) => parseDate(value, zone),
        floor: (instant) => instantsOf(floorTo(wallClockAt(instant, zone), NS_PER_DAY), zone)[0],
        write: (instant) => writeWallClock(wallClockAt(instant, zone)).slice(0, 10),
      };
    default:
      return epochFormat(EPOCH_UNITS[format]);
  }
}

function parseWithOffset(value: unknown): Instant | undefined {
  const read = typeof value === 'string' ? readDateTime(value.trim()) : undefined;
  return read?.offset === undefined ? undefined : instantAt(read.wall, read.offset);
}

function parseLocal(value: unknown, zone: TimeZone): Instant | undefined {
  const read = typeof value === 'string' ? readDateTime(value.trim()) : undefined;
  return read === undefined || read.offset !== undefined ? undefined : instantsOf(read.wall, zone)[0];
}

function parseDate(value: unknown, zone: TimeZone): Instant | undefined {
  const wall = typeof value === 'string' ? readDate(value.trim()) : undefined;
  return wall === undefined ? undefined : instantsOf(wall, zone)[0];
}

/** In the hour that is repeated in autumn a wall clock does not tell which one is meant: the bound is moved by it. */
function boundOf(instant: Instant, bound: Bound, zone: TimeZone): Instant {
  const wall = wallClockAt(instant, zone);
  const [first, second] = instantsOf(wall, zone);
  if (second === undefined) return wall;
  return bound === 'start' ? wall - (second - first) : wall + (second - first);
}

function epochFormat(unit: bigint): InstantFormat {
  return {
    isNumber: true,
    parse: (value) => parseEpoch(value, unit),
    floor: (instant) => floorTo(instant, unit),
    write: (instant) => (floorTo(instant, unit) / unit).toString(),
  };
}

function parseEpoch(value: unknown, unit: bigint): Instant | undefined {
  if (typeof value === 'bigint') return value * unit;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value) * unit;
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(value).trim());
  if (parts === null) return undefined;
  const [, sign, whole = '', fraction = ''] = parts;
  const scaled = BigInt(whole) * unit + (BigInt(fraction.slice(0, 9).padEnd(9, '0')) * unit) / NS_PER_SECOND;
  return sign === '-' ? -scaled : scaled;
}

async function luxonFormat(tokens: string, zone: TimeZone): Promise<InstantFormat> {
  const { DateTime } = await import('luxon');
  // Tokens with an offset or a zone, and epochs, say themselves which instant they mean.
  const isExact = /[ZzXx]/.test(tokens.replace(/'[^']*'/g, ''));
  const read = (text: string): Instant | undefined => {
    const date = DateTime.fromFormat(text, tokens, { zone: 'utc', locale: 'en' });
    return date.isValid ? BigInt(date.toMillis()) * NS_PER_MS : undefined;
  };
  const show = (wall: Instant) => DateTime.fromMillis(msOf(wall), { zone: 'utc', locale: 'en' }).toFormat(tokens);
  const parse = (value: unknown): Instant | undefined => {
    const wall = typeof value === 'string' || typeof value === 'number' ? read(String(value)) : undefined;
    return wall === undefined || isExact ? wall : instantsOf(wall, zone)[0];
  };
  const floor = (instant: Instant): Instant => {
    const wall = isExact ? instant : wallClockAt(instant, zone);
    return instant - (wall - (read(show(wall)) ?? wall));
  };
  const write = (instant: Instant, bound: Bound) => show(isExact ? instant : boundOf(instant, bound, zone));
  if (read(show(0n)) === undefined) {
    throw new CodedError('CDK_STREAM_DEFINITION', {
      message: `A cursor has the format "${tokens}", which cannot be read back. Use tokens of luxon for a whole date.`,
    });
  }
  return { isNumber: false, parse, floor, write };
}
