import { DateTime } from 'luxon';

/** An instant as whole microseconds since the epoch; exact as a double until the year 2255. */
export type Micros = number;

export const MICROS_PER_MS = 1_000;
export const MICROS_PER_S = 1_000_000;
export const MICROS_PER_DAY = 86_400 * MICROS_PER_S;

/** `00` to `99`, and `000` to `999`, so that writing an instant needs no padding at run time. */
const TWO = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0'));
const THREE = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'));

let lastDay = Number.NaN;
let lastDayText = '';
const dayTexts = new Map<number, string>();

function dayText(day: number): string {
  if (day === lastDay) return lastDayText;
  let text = dayTexts.get(day);
  if (text === undefined) {
    text = new Date(day * 86_400_000).toISOString().slice(0, 10);
    if (dayTexts.size > 20_000) dayTexts.clear();
    dayTexts.set(day, text);
  }
  lastDay = day;
  lastDayText = text;
  return text;
}

/** `2026-03-01` of an instant. */
export function formatDate(at: Micros): string {
  return dayText(Math.floor(at / MICROS_PER_DAY));
}

/** `2026-03-01T08:00:00` of an instant, its fraction cut off, without a zone. */
function formatSeconds(at: Micros): string {
  const day = Math.floor(at / MICROS_PER_DAY);
  const second = Math.floor((at - day * MICROS_PER_DAY) / MICROS_PER_S);
  const minute = (second / 60) | 0;
  return `${dayText(day)}T${TWO[(minute / 60) | 0]}:${TWO[minute % 60]}:${TWO[second % 60]}`;
}

/**
 * Writes an instant as the service does.
 *
 * @example
 * formatInstant(1_772_352_000_123_456) // '2026-03-01T08:00:00.123456Z'
 */
export function formatInstant(at: Micros): string {
  const fraction = at - Math.floor(at / MICROS_PER_S) * MICROS_PER_S;
  return `${formatSeconds(at)}.${THREE[(fraction / 1000) | 0]}${THREE[fraction % 1000]}Z`;
}

/** Writes an instant to the second: `2026-03-01T08:00:00Z`. */
export function formatWholeSeconds(at: Micros): string {
  return `${formatSeconds(at)}Z`;
}

const INSTANT = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/i;

/**
 * Reads an RFC 3339 instant with a zone; digits after the sixth are dropped.
 *
 * @returns undefined if `text` is not one.
 */
export function parseInstant(text: string): Micros | undefined {
  const match = INSTANT.exec(text);
  if (match === null) return undefined;
  const seconds = DateTime.fromISO(`${match[1]?.replace(' ', 'T')}${match[3]?.toUpperCase()}`, { zone: 'utc' });
  if (!seconds.isValid) return undefined;
  return seconds.toMillis() * MICROS_PER_MS + Number((match[2] ?? '').slice(0, 6).padEnd(6, '0'));
}
