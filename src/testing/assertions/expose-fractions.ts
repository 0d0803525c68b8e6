/**
 * Strings, to be skipped, and numbers written with a fraction or an exponent. A string is runs of plain characters
 * between escapes: as a choice for each character, one of some megabytes would exhaust the engine's stack.
 */
const STRING_OR_FRACTION = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+(?:[eE][+-]?\d+)?|[eE][+-]?\d+)/g;

/**
 * JSON in which every number that is written with a fraction or an exponent is what `replace` makes of its text.
 *
 * @example
 * replaceFractions('{"id":1.0,"n":2}', () => 'null') // '{"id":null,"n":2}'
 */
export function replaceFractions(json: string, replace: (token: string) => string): string {
  return json.replace(STRING_OR_FRACTION, (token) => (token.startsWith('"') ? token : replace(token)));
}

/**
 * JSON in which every number that is written with a fraction or an exponent is half a unit, for checks that see
 * values only: to them `1.0` is an integer, which it is not to a destination.
 *
 * @example
 * exposeFractions('{"id":1.0,"n":2}') // '{"id":0.5,"n":2}'
 */
export function exposeFractions(json: string): string {
  return replaceFractions(json, () => '0.5');
}
