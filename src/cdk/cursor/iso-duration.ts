import { CodedError } from '../../errors.js';
import { type Instant, NS_PER_MS, NS_PER_SECOND } from './instants.js';
import { instantsOf, type TimeZone, wallClockAt } from './time-zone.js';

const DURATION =
  /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d{1,9}))?S)?)?$/;

/** A duration: calendar months and days, whose length depends on the date, and an exact rest. */
export interface IsoDuration {
  readonly months: number;
  readonly days: number;
  readonly rest: bigint;
}

/**
 * Reads an ISO 8601 duration such as `P1M`, `PT30M` or `PT0.000001S`.
 *
 * @param what - the option, for the message
 * @throws CodedError `CDK_STREAM_DEFINITION` for any other text.
 */
export function isoDuration(text: string, what: string): IsoDuration {
  const parts = text === 'P' ? null : DURATION.exec(text);
  if (parts === null) {
    throw new CodedError('CDK_STREAM_DEFINITION', {
      message: `A cursor has the ${what} "${text}", which is no ISO 8601 duration such as P1M or PT30M.`,
    });
  }
  const [years, months, weeks, days, hours, minutes, seconds] = parts.slice(1, 8).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const rest = BigInt(hours * 3600 + minutes * 60 + seconds) * NS_PER_SECOND + BigInt((parts[8] ?? '').padEnd(9, '0'));
  return { months: years * 12 + months, days: weeks * 7 + days, rest };
}

/** Whether a duration has any length. */
export function isNoTime({ months, days, rest }: IsoDuration): boolean {
  return months === 0 && days === 0 && rest === 0n;
}

/**
 * The instant `count` durations after another, by the calendar of the zone: a day there may have 23 or 25 hours. The
 * last day of a month stands for days that a month does not have.
 */
export function addDuration(from: Instant, duration: IsoDuration, zone: TimeZone, count = 1): Instant {
  const rest = duration.rest * BigInt(count);
  if (duration.months === 0 && duration.days === 0) return from + rest;
  const wall = wallClockAt(from, zone);
  return instantsOf(addDays(addMonths(wall, duration.months * count), duration.days * count), zone)[0] + rest;
}

function addDays(wall: Instant, days: number): Instant {
  return wall + BigInt(days) * 86_400n * NS_PER_SECOND;
}

function addMonths(wall: Instant, months: number): Instant {
  if (months === 0) return wall;
  const date = new Date(Number(wall / NS_PER_MS));
  const inDay = wall - BigInt(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate())) * NS_PER_MS;
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0)).getUTCDate();
  const day = Math.min(date.getUTCDate(), lastDay);
  return BigInt(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, day)) * NS_PER_MS + inDay;
}
