import {
  type ByteCheck,
  COLON,
  isCellEnd,
  MINUS,
  POINT,
  SURPRISE,
  skipDigits,
  twoDigits,
  UPPER_T,
  UPPER_Z,
} from '../ascii.js';
import { daysOfMonth } from '../calendar.js';

const DATE_BYTES = 10;
const CLOCK_BYTES = 8;

/** Checks `2026-03-01`. */
export function dateCheck(minYear: number, maxYear: number): ByteCheck {
  return (bytes, start) => {
    const at = start + DATE_BYTES;
    return at < bytes.length && isDate(bytes, start, minYear, maxYear) && isCellEnd(bytes[at]) ? at : SURPRISE;
  };
}

/** Checks `2026-03-01T08:00:00.123456Z` with at most `maxDigits` digits behind the point. */
export function instantCheck(minYear: number, maxYear: number, maxDigits: number): ByteCheck {
  return (bytes, start) => {
    const clockAt = start + DATE_BYTES + 1;
    const zoneAt = clockAt + CLOCK_BYTES;
    if (zoneAt + 1 >= bytes.length || bytes[clockAt - 1] !== UPPER_T) return SURPRISE;
    if (!isDate(bytes, start, minYear, maxYear) || !isClock(bytes, clockAt)) return SURPRISE;
    const at = endOfFraction(bytes, zoneAt, maxDigits);
    return at !== SURPRISE && bytes[at] === UPPER_Z && isCellEnd(bytes[at + 1]) ? at + 1 : SURPRISE;
  };
}

/** Digits behind the second that a time of day holds. */
export const TIME_DIGITS = 6;

/** Checks `08:00:00.123456`, a time of day without a zone. */
export function timeCheck(): ByteCheck {
  return (bytes, start) => {
    const at = start + CLOCK_BYTES;
    if (at >= bytes.length || !isClock(bytes, start)) return SURPRISE;
    const end = endOfFraction(bytes, at, TIME_DIGITS);
    return end !== SURPRISE && isCellEnd(bytes[end]) ? end : SURPRISE;
  };
}

function endOfFraction(bytes: Uint8Array, pointAt: number, maxDigits: number): number {
  if (bytes[pointAt] !== POINT) return pointAt;
  const at = skipDigits(bytes, pointAt + 1);
  const digits = at - pointAt - 1;
  return digits > 0 && digits <= maxDigits ? at : SURPRISE;
}

function isDate(bytes: Uint8Array, start: number, minYear: number, maxYear: number): boolean {
  const century = twoDigits(bytes, start);
  const rest = twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const day = twoDigits(bytes, start + 8);
  if (century < 0 || rest < 0 || month < 1 || month > 12 || day < 1) return false;
  if (bytes[start + 4] !== MINUS || bytes[start + 7] !== MINUS) return false;
  const year = century * 100 + rest;
  return year >= minYear && year <= maxYear && year > 0 && (day <= 28 || day <= daysOfMonth(year, month));
}

function isClock(bytes: Uint8Array, start: number): boolean {
  const hour = twoDigits(bytes, start);
  const minute = twoDigits(bytes, start + 3);
  const second = twoDigits(bytes, start + 6);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return false;
  return bytes[start + 2] === COLON && bytes[start + 5] === COLON;
}
