import { type JsonValue, parseJson } from '../../util/json.js';
import { nestsTooDeep } from './parse-json-row.js';
import { parseLooseJson } from './parse-loose-json.js';
import type { CellType } from './row-cells.js';
import { markerOf } from './row-markers.js';

const INTEGER = /^-?\d+$/;
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const LEADING_ZEROS = /^(-?)0+(?=\d)/;
/** Floats that are not finite, as writers of such files spell them, and as the rows of JSON Lines have them. */
const NOT_FINITE: ReadonlyMap<string, string> = new Map([
  ['nan', 'NaN'],
  ['inf', 'Infinity'],
  ['infinity', 'Infinity'],
  ['-inf', '-Infinity'],
  ['-infinity', '-Infinity'],
]);

/**
 * The value that the text of a cell stands for; undefined when it does not have the type. DAP's own texts, such as that
 * for a value that was too large, may stand in a cell of any type, and come as texts, as in JSON Lines.
 */
export function readCell(text: string, type: CellType): JsonValue | undefined {
  return readTyped(text, type) ?? (markerOf(text) === undefined ? undefined : text);
}

function readTyped(text: string, type: CellType): JsonValue | undefined {
  switch (type) {
    case 'text':
      return text;
    case 'integer':
      return INTEGER.test(text) ? readNumber(text) : undefined;
    case 'number':
      return NUMBER.test(text) ? readNumber(text) : NOT_FINITE.get(text.toLowerCase());
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'json':
      return nestsTooDeep(text) ? undefined : parseLooseJson(text);
    default:
      return type satisfies never;
  }
}

function readNumber(text: string): JsonValue {
  return parseJson(text.replace(LEADING_ZEROS, '$1'));
}
