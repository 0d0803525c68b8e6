/** Any value that JSON can hold; integers beyond 2^53 are `bigint`. */
export type JsonValue = null | boolean | number | bigint | string | JsonValue[] | JsonObject;
/** A JSON object. */
export type JsonObject = { [key: string]: JsonValue };

/** Integers of at most so many digits are exact in a double. */
const SAFE_DIGITS = 15;

/** Only such an exponent makes a number of few digits exceed every double. */
const LARGE_EXPONENT = /\d[eE]\+?\d{3,}\s*(?:[,}\]]|$)/;

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Stands before the digits of an exact integer while they travel through the engine's own JSON functions as a
 * string. Each process makes its own, so no data can contain it.
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
  const { safe, hasMarks } = protectNumbers(text);
  const holder = { value: JSON.parse(safe) as JsonValue };
  if (hasMarks) restoreIntegers(holder);
  return holder.value;
}

/**
 * Tells whether an integer of more than {@link SAFE_DIGITS} digits may be in `text`. A run of that length covers
 * one of the positions looked at, so most characters are never touched: this runs for each record. A run that does
 * not count is stepped over, so no character is visited more than twice.
 */
function hasLongDigits(text: string): boolean {
  for (let at = SAFE_DIGITS; at < text.length; at += SAFE_DIGITS + 1) {
    if (!isDigit(text, at)) continue;
    let first = at;
    while (isDigit(text, first - 1)) first -= 1;
    while (isDigit(text, at + 1)) at += 1;
    // Digits after a decimal point are not an integer, and a double rounds them as every reader does.
    if (at + 1 - first > SAFE_DIGITS && text.charCodeAt(first - 1) !== POINT) return true;
  }
  return false;
}

const QUOTE = 34;
const PLUS = 43;
const MINUS = 45;
const POINT = 46;
const BACKSLASH = 92;

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

/** Replaces the numbers that the engine's own parser would change by strings. */
function protectNumbers(text: string): { safe: string; hasMarks: boolean } {
  let safe = '';
  let copied = 0;
  let hasMarks = false;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (code === MINUS || isDigit(text, at)) {
      const end = endOfNumber(text, at);
      const token = text.slice(at, end);
      const exact = exactToken(token);
      if (exact !== token) {
        safe += text.slice(copied, at) + exact;
        copied = end;
        hasMarks ||= exact.startsWith(MARK, 1);
      }
      at = end;
    } else {
      at += 1;
    }
  }
  return { safe: safe + text.slice(copied), hasMarks };
}

function endOfString(text: string, quote: number): number {
  let at = quote + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at + 1;
}

function endOfNumber(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const isPart = isDigit(text, at) || code === POINT || code === PLUS || code === MINUS || (code | 32) === 101;
    if (!isPart) break;
  }
  return at;
}

/** A number that keeps its value when it is parsed, or the string that stands for it. */
function exactToken(token: string): string {
  const value = Number(token);
  if (Number.isSafeInteger(value) || !NUMBER.test(token)) return token;
  if (/[.eE]/.test(token)) return Number.isFinite(value) ? token : `"${token}"`;
  return `"${MARK}${token}"`;
}

/** Turns marked strings into their integers. It keeps a list instead of recursing: the call stack must not limit nesting. */
function restoreIntegers(root: object): void {
  const open: object[] = [root];
  for (let holder = open.pop(); holder !== undefined; holder = open.pop()) {
    const members = holder as Record<string, unknown>;
    for (const key of Object.keys(members)) {
      const member = members[key];
      if (typeof member === 'object' && member !== null) open.push(member);
      else if (typeof member === 'string' && member.startsWith(MARK)) {
        define(members, key, BigInt(member.slice(MARK.length)));
      }
    }
  }
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

/** The value at a path of a JSON value; undefined where there is none. Inherited members are none. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (!isJsonObject(found) || !Object.hasOwn(found, name)) return undefined;
    found = found[name];
  }
  return found;
}
