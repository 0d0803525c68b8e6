import { DateTime } from 'luxon';

/** Date, time, fraction, zone. DAP writes a blank instead of the T in places; a zone may be hours alone. */
const INSTANT = /^([+-]?\d{4,6}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d+))?([Zz]|[+-]\d\d(?::?\d\d)?)$/;
/** A leap second (RFC 3339, 5.7). */
const LEAP_SECOND = /:60$/;

/** An instant as whole seconds and the fraction as a number of picoseconds, exact to 12 digits. */
interface Instant {
  readonly seconds: number;
  readonly fraction: number;
}

/**
 * Tells whether `text` is a timestamp with a zone that names an existing moment.
 *
 * @example
 * isInstant('2026-03-01T08:00:00.123456Z') // true
 * isInstant('2026-03-01T08:00:00')         // false: no zone
 */
export function isInstant(text: string): boolean {
  return parseInstant(text) !== undefined;
}

/**
 * Orders two timestamps, exact beyond microseconds and across zones.
 *
 * @returns a negative number, 0 or a positive number
 * @throws RangeError when one of them is not an instant.
 * @example
 * compareInstants('2026-03-01T08:00:00.000001Z', '2026-03-01T08:00:00Z')  // 1
 * compareInstants('2026-03-01T09:00:00+01:00', '2026-03-01T08:00:00.0Z')  // 0
 */
export function compareInstants(a: string, b: string): number {
  const left = require(a);
  const right = require(b);
  return Math.sign(left.seconds - right.seconds) || Math.sign(left.fraction - right.fraction);
}

/** Milliseconds since the epoch, cut to whole ones; undefined when `text` is not an instant. */
export function instantMs(text: string): number | undefined {
  const instant = parseInstant(text);
  return instant === undefined ? undefined : instant.seconds * 1000 + Math.floor(instant.fraction / 1e9);
}

/**
 * The instant so many microseconds earlier, in UTC; what is finer than a microsecond is cut.
 *
 * @throws RangeError when `text` is not an instant.
 * @example
 * microsecondsBefore('2026-03-01T08:00:00Z', 1) // '2026-03-01T07:59:59.999999Z'
 */
export function microsecondsBefore(text: string, microseconds: number): string {
  const { seconds, fraction } = require(text);
  const micros = Math.floor(fraction / 1e6) - microseconds;
  const whole = seconds + Math.floor(micros / 1e6);
  const rest = micros - Math.floor(micros / 1e6) * 1e6;
  const date = DateTime.fromSeconds(whole, { zone: 'utc' }).toFormat("yyyy-MM-dd'T'HH:mm:ss");
  return `${date}.${String(rest).padStart(6, '0')}Z`;
}

function require(text: string): Instant {
  const instant = parseInstant(text);
  if (instant === undefined) throw new RangeError('Not a timestamp with a zone.');
  return instant;
}

function parseInstant(text: string): Instant | undefined {
  const parts = INSTANT.exec(text);
  if (parts === null) return undefined;
  const [, date, time, fraction = '', zone] = parts;
  const isLeap = LEAP_SECOND.test(time ?? '');
  const wallTime = isLeap ? time?.replace(LEAP_SECOND, ':59') : time;
  const moment = DateTime.fromISO(`${date}T${wallTime}${zone?.toUpperCase()}`, { setZone: true });
  if (!moment.isValid) return undefined;
  return { seconds: moment.toSeconds() + (isLeap ? 1 : 0), fraction: Number(fraction.slice(0, 12).padEnd(12, '0')) };
}
