/** Any value that JSON can hold; integers beyond 2^53 are `bigint`. */
export type JsonValue = null | boolean | number | bigint | string | JsonValue[] | JsonObject;
/** A JSON object. */
export type JsonObject = { [key: string]: JsonValue };

/** Integers of fewer digits are exact in a double. */
const SAFE_DIGITS = 15;

/** Only such an exponent takes a number of few digits beyond every double. */
const LARGE_EXPONENT = /\d[eE]\+?\d{3,}\s*(?:[,}\]]|$)/;

/**
 * Whole strings, so that what looks like a number inside one is passed over; and numbers. A string is runs of plain
 * characters between escapes: as a choice for each character, one of some megabytes would exhaust the engine's stack.
 */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Stands before the digits of an exact integer while they travel through the engine's own JSON functions as a
 * string. Made anew in each process, so no data can contain it.
 */
const MARK = `integer:${globalThis.crypto.randomUUID()}:`;
const MARKED_TEXT = new RegExp(`"${MARK}(-?\\d+)"`, 'g');

/**
 * Parses JSON without ever changing an integer: those beyond 2^53 become `bigint`. A number that no double
 * can hold (`1e400`) stays as its text.
 *
 * @throws SyntaxError when `text` is not JSON.
 * @example
 * parseJson('{"id":10000000000000001}') // { id: 10000000000000001n }
 */
export function parseJson(text: string): JsonValue {
  if (!hasLongDigits(text) && !LARGE_EXPONENT.test(text)) return JSON.parse(text);
  let marked = false;
  const safe = text.replace(TOKENS, (token) => {
    if (token.startsWith('"')) return token;
    const value = Number(token);
    if (/[.eE]/.test(token)) return Number.isFinite(value) ? token : JSON.stringify(token);
    if (Number.isSafeInteger(value)) return token;
    marked = true;
    return `"${MARK}${token}"`;
  });
  const parsed: JsonValue = JSON.parse(safe);
  return marked ? withIntegers(parsed) : parsed;
}

/**
 * Tells whether an integer of more than {@link SAFE_DIGITS} digits may be in `text`. A run of that length covers
 * one of the positions looked at, so most characters are never touched: this runs for each record.
 */
function hasLongDigits(text: string): boolean {
  for (let at = SAFE_DIGITS; at < text.length; at += SAFE_DIGITS + 1) {
    if (isDigit(text, at) && isLongRun(text, at)) return true;
  }
  return false;
}

/** Digits behind a decimal point are no integer, and a double rounds them as every reader does. */
function isLongRun(text: string, at: number): boolean {
  let first = at;
  while (isDigit(text, first - 1)) first -= 1;
  let end = at + 1;
  while (isDigit(text, end)) end += 1;
  return end - first > SAFE_DIGITS && text.charCodeAt(first - 1) !== POINT;
}

const POINT = 46;

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

function withIntegers(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.startsWith(MARK) ? BigInt(value.slice(MARK.length)) : value;
  if (typeof value !== 'object' || value === null) return value;
  const members = value as Record<string, JsonValue>;
  for (const key of Object.keys(members)) {
    const member = members[key] as JsonValue;
    if (typeof member === 'string' ? member.startsWith(MARK) : typeof member === 'object') {
      define(members, key, withIntegers(member));
    }
  }
  return value;
}

/** A plain assignment of `__proto__` would change the prototype. */
function define(holder: object, key: string, value: JsonValue): void {
  if (key !== '__proto__') (holder as Record<string, JsonValue>)[key] = value;
  else Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
}

/**
 * Writes JSON; `bigint` members become bare digits, which `JSON.stringify` alone refuses.
 *
 * @param indent - blanks per level; without it the text is one line.
 * @throws TypeError when `value` has a cycle.
 * @example
 * stringifyJson({ id: 10000000000000001n }) // '{"id":10000000000000001}'
 */
export function stringifyJson(value: unknown, indent?: number): string {
  try {
    return JSON.stringify(value, undefined, indent);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const mark = (_key: string, member: unknown) => (typeof member === 'bigint' ? `${MARK}${member}` : member);
    const text = JSON.stringify(value, mark, indent);
    return text.replace(MARKED_TEXT, '$1');
  }
}

/** Tells whether `value` is a JSON object, neither null nor an array. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
