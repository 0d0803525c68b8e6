import { parse as parseLossless, stringify as stringifyLossless } from 'lossless-json';

/** Any value that JSON can hold; integers beyond 2^53 are `bigint`. */
export type JsonValue = null | boolean | number | bigint | string | JsonValue[] | JsonObject;
/** A JSON object. */
export type JsonObject = { [key: string]: JsonValue };

/** 16 digits in a row, or an exponent: only then can a number fall outside what a double holds exactly. */
const SUSPECT_NUMBER = /\d{16}|\d[eE]/;

/**
 * Parses JSON without ever changing an integer: those beyond 2^53 become `bigint`. A number that no double
 * can hold (`1e400`) stays as its text.
 *
 * @throws SyntaxError when `text` is not JSON.
 * @example
 * parseJson('{"id":10000000000000001}') // { id: 10000000000000001n }
 */
export function parseJson(text: string): JsonValue {
  return SUSPECT_NUMBER.test(text) ? (parseLossless(text, null, { parseNumber }) as JsonValue) : JSON.parse(text);
}

function parseNumber(text: string): number | bigint | string {
  const value = Number(text);
  if (Number.isInteger(value) && !Number.isSafeInteger(value) && /^-?\d+$/.test(text)) return BigInt(text);
  return Number.isFinite(value) ? value : text;
}

/**
 * Writes JSON; `bigint` members become bare digits, which `JSON.stringify` alone refuses.
 *
 * @example
 * stringifyJson({ id: 10000000000000001n }) // '{"id":10000000000000001}'
 */
export function stringifyJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const text = stringifyLossless(value);
    if (text === undefined) throw error;
    return text;
  }
}

/** Tells whether `value` is a JSON object, neither null nor an array. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
