import type { CellForm, TimestampForm } from '../../contract/cell-form.js';
import { daysOfMonth } from '../calendar.js';
import { TIME_DIGITS } from '../checks/instants.js';
import type { ColumnRules } from '../rules.js';

const DATE = /^([+-]?\d{4,6})-(\d\d)-(\d\d)$/;
const CLOCK = /^(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):?(\d\d)?)?$/;
const DURATION =
  /^P(?=[\dT])(?:\d{1,9}Y)?(?:\d{1,9}M)?(?:\d{1,9}W)?(?:\d{1,9}D)?(?:T(?=\d)(?:\d{1,9}H)?(?:\d{1,9}M)?(?:\d{1,9}(?:\.\d+)?S)?)?$/;

const MINUTES_OF_DAY = 1440;

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

interface Clock {
  /** Minutes since midnight in UTC; a zone may lead to another day. */
  readonly minutes: number;
  readonly second: number;
  readonly fraction: string;
}

/**
 * An instant in UTC. One without a zone is in UTC. A leap second (`:60`) is the first second of the next minute, and
 * `24:00:00` the next midnight, as databases have it. Digits that the column does not hold are cut.
 */
export function convertTimestamp(text: string, form: TimestampForm, rules: ColumnRules): string | null {
  const separator = text.search(/[Tt ]/);
  const date = separator < 0 ? undefined : parseDay(text.slice(0, separator));
  const clock = parseClock(text.slice(separator + 1));
  if (date === undefined || clock === undefined) return rules.drop('wrong-type');
  const day = addDays(date, Math.floor(clock.minutes / MINUTES_OF_DAY));
  if (!isWithin(day, form)) return rules.drop('out-of-range');
  const fraction = clock.fraction.slice(0, form.digits);
  const time = writeClock(clock, fraction);
  return form.write === 'iso' ? `${writeDay(day)}T${time}Z` : `${writeDay(day)} ${time}`;
}

/** A day of the calendar. */
export function convertDate(
  text: string,
  form: CellForm & { readonly kind: 'date' },
  rules: ColumnRules,
): string | null {
  const day = parseDay(text);
  if (day === undefined) return rules.drop('wrong-type');
  return isWithin(day, form) ? writeDay(day) : rules.drop('out-of-range');
}

/** A time of day in UTC, without a zone. */
export function convertTime(text: string, rules: ColumnRules): string | null {
  const clock = parseClock(text);
  return clock === undefined ? rules.drop('wrong-type') : writeClock(clock, clock.fraction.slice(0, TIME_DIGITS));
}

/** A duration in the words of ISO 8601. */
export function convertDuration(text: string, rules: ColumnRules): string | null {
  return DURATION.test(text) ? text : rules.drop('wrong-type');
}

function parseDay(text: string): Day | undefined {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (year === undefined) return undefined;
  const parsed = { year: Number(year), month: Number(month), day: Number(day) };
  return parsed.day >= 1 && parsed.day <= daysOfMonth(parsed.year, parsed.month) ? parsed : undefined;
}

function parseClock(text: string): Clock | undefined {
  const match = CLOCK.exec(text);
  if (match === null) return undefined;
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3])] as const;
  const { 4: fraction = '', 5: sign, 6: zoneHours = '0', 7: zoneMinutes = '0' } = match;
  const isMidnight = hour === 24 && minute === 0 && second === 0 && !/[1-9]/.test(fraction);
  if ((hour > 23 && !isMidnight) || minute > 59 || second > 60) return undefined;
  if (Number(zoneHours) > 23 || Number(zoneMinutes) > 59) return undefined;
  const offset = (Number(zoneHours) * 60 + Number(zoneMinutes)) * (sign === '-' ? -1 : 1);
  const carry = second === 60 ? 1 : 0;
  return { minutes: hour * 60 + minute + carry - offset, second: second % 60, fraction };
}

function addDays({ year, month, day }: Day, days: number): Day {
  const moved = day + days;
  if (moved < 1) {
    const before = month === 1 ? { year: year - 1, month: 12 } : { year, month: month - 1 };
    return { ...before, day: daysOfMonth(before.year, before.month) };
  }
  if (moved <= daysOfMonth(year, month)) return { year, month, day: moved };
  return month === 12 ? { year: year + 1, month: 1, day: 1 } : { year, month: month + 1, day: 1 };
}

/** Years before 1 would need a spelling of their own in each database. */
function isWithin(
  { year }: Day,
  { minYear, maxYear }: { readonly minYear: number; readonly maxYear: number },
): boolean {
  return year >= Math.max(minYear, 1) && year <= maxYear;
}

function writeDay({ year, month, day }: Day): string {
  return `${String(year).padStart(4, '0')}-${pad(month)}-${pad(day)}`;
}

function writeClock({ minutes, second }: Clock, fraction: string): string {
  const ofDay = ((minutes % MINUTES_OF_DAY) + MINUTES_OF_DAY) % MINUTES_OF_DAY;
  const clock = `${pad(Math.floor(ofDay / 60))}:${pad(ofDay % 60)}:${pad(second)}`;
  return fraction === '' ? clock : `${clock}.${fraction}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
