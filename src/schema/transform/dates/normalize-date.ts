import { DateTime, FixedOffsetZone, IANAZone } from 'luxon';
import type { DateFormat } from './date-tests.js';

/** Writes a date in the usual way; undefined for a text that cannot be read beyond doubt. */
export type DateNormalizer = (text: string, format: DateFormat) => string | undefined;

type Groups = Readonly<Record<string, string | undefined>>;

/** A day and a time of the clock, still without a place on earth. */
interface ClockTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** No form below is longer. */
const MAX_LENGTH = 80;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** The zones of RFC 2822, section 4.3, in hours. Other abbreviations mean several zones. */
const ZONES: Readonly<Record<string, number>> = {
  ...{ z: 0, utc: 0, gmt: 0, ut: 0 },
  ...{ edt: -4, est: -5, cdt: -5, cst: -6, mdt: -6, mst: -7, pdt: -7, pst: -8 },
};

const WEEKDAY = '(?:(?<weekday>mon|tue|wed|thu|fri|sat|sun)(?:[a-z]{3,6})?,?\\s+)?';
const MONTH_NAME =
  '(?<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const TIME =
  '(?<hour>\\d{1,2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:[.,](?<fraction>\\d{1,18}))?)?(?:\\s?(?<half>[ap])\\.?m\\.?)?';
const ZONE = '(?<zone>[a-z]{1,3})?(?<offset>[+-]\\d{2}:?(?:\\d{2})?)?(?:\\s\\([a-z .]{1,40}\\))?';
const AFTER = `(?:(?:t|,?\\s+|\\s+at\\s+)${TIME}(?:\\s?${ZONE})?)?`;

/** The forms that are read, beside times since 1970. The year comes first or the month has a name: `01/02/2026` is two days. */
const FORMS = [
  `(?<year>\\d{4})-(?<month>\\d{1,2})-(?<day>\\d{1,2})${AFTER}`,
  `(?<year>\\d{4})\\/(?<month>\\d{1,2})\\/(?<day>\\d{1,2})${AFTER}`,
  `(?<year>\\d{4})(?<month>\\d{2})(?<day>\\d{2})t(?<hour>\\d{2}):?(?<minute>\\d{2}):?(?<second>\\d{2})(?:\\.(?<fraction>\\d{1,18}))?${ZONE}`,
  `${WEEKDAY}(?<day>\\d{1,2})[ -]${MONTH_NAME}[ -](?<year>\\d{4})${AFTER}`,
  `${WEEKDAY}${MONTH_NAME}\\.?\\s+(?<day>\\d{1,2}),?\\s+(?<year>\\d{4})${AFTER}`,
  `${WEEKDAY}${MONTH_NAME}\\s+(?<day>\\d{1,2})\\s+${TIME}\\s(?:${ZONE}\\s)?(?<year>\\d{4})`,
].map((form) => new RegExp(`^${form}$`, 'i'));
const COMPACT_DATE = /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$/;

/** Seconds, milliseconds or microseconds: which of them, the length tells, for all times from 2001 to 2286. */
const SINCE_1970 = /^(?<seconds>[1-9]\d{9})(?:(?<more>\d{3}|\d{6})|\.(?<fraction>\d{1,18}))?$/;

/** Whether luxon knows the time zone. */
export function isTimeZone(name: string): boolean {
  return IANAZone.isValidZone(name) || name.toLowerCase() === 'utc';
}

/**
 * Makes a function that writes dates as RFC 3339 does. The digits of a fraction are kept as they are.
 *
 * @param timeZone - of times without one, which stay local if it is undefined. A time that a change of the clock leaves
 * out or repeats there is not read.
 */
export function createDateNormalizer(timeZone: string | undefined): DateNormalizer {
  return (text, format) => {
    const trimmed = text.length > MAX_LENGTH ? '' : text.trim();
    if (format === 'date') return readDay(trimmed);
    return readEpoch(trimmed) ?? readTime(trimmed, timeZone);
  };
}

function readEpoch(text: string): string | undefined {
  const groups = SINCE_1970.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const time = DateTime.fromSeconds(Number(groups['seconds']), { zone: 'utc' });
  return `${show(time)}${showFraction(groups['more'] ?? groups['fraction'])}Z`;
}

function readTime(text: string, timeZone: string | undefined): string | undefined {
  const groups = match(text);
  const clock = groups === undefined ? undefined : readClock(groups);
  if (groups === undefined || clock === undefined) return undefined;
  const offset = hasZone(groups) ? readOffset(groups) : localOffset(clock, timeZone);
  if (offset === undefined) return undefined;
  return `${show(DateTime.fromObject(clock, { zone: 'utc' }))}${showFraction(groups['fraction'])}${offset}`;
}

/** A time of day other than midnight would be lost. */
function readDay(text: string): string | undefined {
  const groups = match(text) ?? COMPACT_DATE.exec(text)?.groups;
  const clock = groups === undefined ? undefined : readClock(groups);
  if (groups === undefined || clock === undefined) return undefined;
  const isMidnight = clock.hour + clock.minute + clock.second + Number(groups['fraction'] ?? 0) === 0;
  const isLocal = !hasZone(groups) || readOffset(groups) === 'Z';
  return isMidnight && isLocal ? DateTime.fromObject(clock, { zone: 'utc' }).toFormat('yyyy-MM-dd') : undefined;
}

function match(text: string): Groups | undefined {
  for (const form of FORMS) {
    const groups = form.exec(text)?.groups;
    if (groups !== undefined) return groups;
  }
  return undefined;
}

/** Undefined for a day or time that does not exist, or that contradicts its weekday. */
function readClock(groups: Groups): ClockTime | undefined {
  const { year, month = '', day, minute = 0, second = 0, weekday } = groups;
  const hour = readHour(groups);
  const named = MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1;
  const clock = {
    ...{ year: Number(year), month: named === 0 ? Number(month) : named, day: Number(day) },
    ...{ hour, minute: Number(minute), second: Number(second) },
  };
  const time = DateTime.fromObject(clock, { zone: 'utc', locale: 'en-US' });
  if (!time.isValid || clock.hour > 23 || clock.year < 1) return undefined;
  const contradicts = weekday !== undefined && time.weekdayShort?.toLowerCase() !== weekday.toLowerCase();
  return contradicts ? undefined : clock;
}

/** -1, which is no hour, for one that a clock of twelve hours does not have. */
function readHour({ hour = '0', half }: Groups): number {
  if (half === undefined) return Number(hour);
  const shown = Number(hour);
  if (shown < 1 || shown > 12) return -1;
  return (shown % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

function hasZone({ zone, offset }: Groups): boolean {
  return zone !== undefined || offset !== undefined;
}

/** `Z` or `+02:00`; undefined for a zone that is not known, and for one beside an offset, unless it is UTC. */
function readOffset({ zone, offset }: Groups): string | undefined {
  const name = zone?.toLowerCase();
  const hours = name === undefined ? 0 : ZONES[name];
  if (hours === undefined || (offset !== undefined && hours !== 0)) return undefined;
  if (offset === undefined) return showOffset(hours * 60);
  const [sign, digits] = [offset.startsWith('-') ? -1 : 1, offset.replace(/\D/g, '').padEnd(4, '0')];
  const [whole, part] = [Number(digits.slice(0, 2)), Number(digits.slice(2))];
  return part > 59 || whole > 23 ? undefined : showOffset(sign * (whole * 60 + part));
}

function localOffset(clock: ClockTime, timeZone: string | undefined): string | undefined {
  if (timeZone === undefined) return '';
  const time = DateTime.fromObject(clock, { zone: timeZone });
  const isReal = time.isValid && time.hour === clock.hour && time.minute === clock.minute;
  return isReal && time.getPossibleOffsets().length === 1 ? showOffset(time.offset) : undefined;
}

function showOffset(minutes: number): string {
  return minutes === 0 ? 'Z' : FixedOffsetZone.instance(minutes).formatOffset(0, 'short');
}

function show(time: DateTime): string {
  return time.toFormat("yyyy-MM-dd'T'HH:mm:ss");
}

/** Nothing for no fraction; zeros say that there is one, and stay. */
function showFraction(digits: string | undefined): string {
  return digits === undefined ? '' : `.${digits}`;
}
