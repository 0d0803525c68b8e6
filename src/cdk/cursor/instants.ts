/** An instant: nanoseconds since the epoch. A `Date` or a double would round what lies beyond milliseconds. */
export type Instant = bigint;

export const NS_PER_MS = 1_000_000n;
export const NS_PER_SECOND = 1_000_000_000n;

const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*([Zz]|[+-]\d\d(?::?\d\d)?)?$/;
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;

/** A date and time as a text shows it. */
export interface WallClock {
  /** As if it were UTC. */
  readonly wall: Instant;
  /** Minutes east of Greenwich; undefined if the text does not say. */
  readonly offset: number | undefined;
}

/** Reads `2026-01-31T12:00:00.123456+01:00`; undefined for any other text. A leap second counts as the next one. */
export function readDateTime(text: string): WallClock | undefined {
  const parts = DATE_TIME.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second = '0', digits = '', zone] = parts;
  const midnight = midnightOf(Number(year), Number(month), Number(day));
  if (midnight === undefined || Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  if (seconds > 86_400) return undefined;
  const wall = midnight + BigInt(seconds) * NS_PER_SECOND + BigInt(digits.slice(0, 9).padEnd(9, '0'));
  return { wall, offset: zone === undefined ? undefined : minutesOf(zone) };
}

/** Reads `2026-01-31` as midnight; undefined for any other text. */
export function readDate(text: string): Instant | undefined {
  const parts = DATE.exec(text);
  return parts === null ? undefined : midnightOf(Number(parts[1]), Number(parts[2]), Number(parts[3]));
}

/** Days that do not exist, such as 30 February, are refused. */
function midnightOf(year: number, month: number, day: number): Instant | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isReal = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? BigInt(date.getTime()) * NS_PER_MS : undefined;
}

function minutesOf(zone: string): number {
  if (/^[Zz]$/.test(zone)) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', '') || '0');
  return zone.startsWith('-') ? -minutes : minutes;
}

/** Milliseconds of an instant, rounded down also before 1970. */
export function msOf(instant: Instant): number {
  return Number(floorTo(instant, NS_PER_MS) / NS_PER_MS);
}

/** The largest multiple of `unit` that is not above `instant`. */
export function floorTo(instant: Instant, unit: bigint): Instant {
  const rest = instant % unit;
  return instant - (rest < 0n ? rest + unit : rest);
}

/** `2026-01-31T12:00:00` of a wall clock, with as many digits of the second as it has: none, 3, 6 or 9. */
export function writeWallClock(wall: Instant): string {
  const second = floorTo(wall, NS_PER_SECOND);
  const head = new Date(msOf(second)).toISOString().slice(0, 19);
  const rest = wall - second;
  if (rest === 0n) return head;
  const digits = rest.toString().padStart(9, '0');
  return `${head}.${digits.endsWith('000000') ? digits.slice(0, 3) : digits.endsWith('000') ? digits.slice(0, 6) : digits}`;
}
