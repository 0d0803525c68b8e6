import { declaredTypes, type JsonSchema, ownValue } from '../../json-schema.js';

/** The formats of texts that are looked at. */
export type DateFormat = 'date-time' | 'date';

/** Tells of each format whether a text has it. */
export type DateTests = Readonly<Record<DateFormat, (text: string) => boolean>>;

/** The format of the texts that `schema` allows, if it is one of dates. */
export function dateFormatOf(schema: JsonSchema): DateFormat | undefined {
  const format = ownValue(schema, 'format');
  if (format !== 'date-time' && format !== 'date') return undefined;
  const types = declaredTypes(schema);
  return types.length === 0 || types.includes('string') ? format : undefined;
}

const ZERO = 48;
/** Makes every number negative that contains a character other than a digit. */
const NO_DIGIT = -1e6;
const MINUS = 45;
const PLUS = 43;
const POINT = 46;
const COLON = 58;
const SPACE = 32;
const UPPER_T = 84;
const LOWER_T = 116;
const UPPER_Z = 90;
const LOWER_Z = 122;
const DATE_LENGTH = 10;
const SECOND_END = 19;
const DAYS = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * A calendar day and a time with seconds, after `T` or a blank, with or without an offset: what destinations take for a
 * timestamp. Written by hand, for it is asked of every date of every record.
 */
export function isDateTime(text: string): boolean {
  if (!startsWithDay(text) || !hasTime(text)) return false;
  const separator = text.charCodeAt(DATE_LENGTH);
  if (separator !== UPPER_T && separator !== SPACE && separator !== LOWER_T) return false;
  const offset = endOfFraction(text);
  return offset === text.length || isOffset(text, offset, false);
}

/** As RFC 3339 writes it, by some called ISO 8601: with `T` and an offset; with `allowsLocal` the offset may be missing. */
export function isRfc3339(text: string, allowsLocal: boolean): boolean {
  if (!startsWithDay(text) || !hasTime(text) || text.charCodeAt(DATE_LENGTH) !== UPPER_T) return false;
  const offset = endOfFraction(text);
  return offset === text.length ? allowsLocal : isOffset(text, offset, true);
}

/** A calendar day: `2026-01-31`. */
export function isDate(text: string): boolean {
  return text.length === DATE_LENGTH && startsWithDay(text);
}

/** The exclusive or makes 0 to 9 of digits alone, and an integer also of what lies behind the text. */
function digit(text: string, at: number): number {
  const value = text.charCodeAt(at) ^ ZERO;
  return value <= 9 ? value : NO_DIGIT;
}

function pair(text: string, at: number): number {
  return digit(text, at) * 10 + digit(text, at + 1);
}

function startsWithDay(text: string): boolean {
  if (text.charCodeAt(4) !== MINUS || text.charCodeAt(7) !== MINUS) return false;
  const year = pair(text, 0) * 100 + pair(text, 2);
  const month = pair(text, 5);
  const day = pair(text, 8);
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= (DAYS[month] as number))) return false;
  return month !== 2 || day < 29 || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0));
}

/** Seconds may be 60: a leap second. */
function hasTime(text: string): boolean {
  if (text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON) return false;
  const hour = pair(text, 11);
  const minute = pair(text, 14);
  const second = pair(text, 17);
  return hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second <= 60;
}

/** Where the offset begins: behind the seconds and their fraction. */
function endOfFraction(text: string): number {
  if (text.charCodeAt(SECOND_END) !== POINT || digit(text, SECOND_END + 1) < 0) return SECOND_END;
  let at = SECOND_END + 2;
  while (digit(text, at) >= 0) at += 1;
  return at;
}

function isOffset(text: string, at: number, strict: boolean): boolean {
  const sign = text.charCodeAt(at);
  const length = text.length - at;
  if (sign === UPPER_Z || (sign === LOWER_Z && !strict)) return length === 1;
  if ((sign !== PLUS && sign !== MINUS) || !(pair(text, at + 1) >= 0 && pair(text, at + 1) < 24)) return false;
  if (length === 6) return text.charCodeAt(at + 3) === COLON && isMinutes(text, at + 4);
  return !strict && (length === 3 || (length === 5 && isMinutes(text, at + 3)));
}

function isMinutes(text: string, at: number): boolean {
  const minutes = pair(text, at);
  return minutes >= 0 && minutes < 60;
}
