import { replaceFractions } from '../../../testing/assertions/expose-fractions.js';
import { type JsonValue, parseJson } from '../../../util/json.js';

/**
 * A number, not within a string as far as a cheap look shows, that is written with a fraction or exponent but may
 * be whole once it is a double: `1.0`, `1e3`, and those of more digits than a double has.
 */
const MAYBE_WHOLE = /[:,[]\s*-?(?:\d+(?:\.0+(?!\d)|(?:\.\d+)?[eE])|(?=[\d.]{16})\d+\.[09]|\d{15,}\.)/;

/**
 * Parses JSON for its types: a number that is not written as an integer has a fraction in the result, whatever its
 * value; an integer beyond 2^53 is a `bigint`, and a number beyond every double a string.
 *
 * @throws SyntaxError when `text` is not JSON.
 * @example
 * parseForTypes('[1, 1.0, 1e400]') // [1, 0.5, '1e400']
 */
export function parseForTypes(text: string): JsonValue {
  if (!MAYBE_WHOLE.test(text)) return parseJson(text);
  return parseJson(replaceFractions(text, (token) => (Number.isFinite(Number(token)) ? '0.5' : JSON.stringify(token))));
}
