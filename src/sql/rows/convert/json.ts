import { parseJson } from '../../../util/json.js';
import type { ColumnRules } from '../rules.js';

/** An escape of JSON: `\uXXXX`, two of them where they are a pair of surrogates, or a backslash and one character. */
const ESCAPE = /\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u[\da-fA-F]{4}|.)/g;
const NUL_ESCAPE = '\\u0000';
const LONE_SURROGATE = /^\\u[dD][89a-fA-F][\da-fA-F]{2}$/;
const STRING = /"(?:[^"\\]|\\.)*"/g;
/** No database has numbers that large. */
const HUGE_NUMBER = /\d[eE][+-]?\d{5,}/;

/** How JSON is looked at. */
export interface JsonCare {
  readonly holdsNul: boolean;
  /** Parses the text, as the database would. */
  readonly parses: boolean;
  /** Lists and objects may lie so many levels deep. */
  readonly maxDepth?: number | undefined;
}

/**
 * JSON text that the database takes. `\u0000` and halves of surrogate pairs are characters that it cannot hold: the
 * policy for NUL decides. The text is not written again otherwise: numbers keep their digits.
 */
export function convertJson(text: string, care: JsonCare, rules: ColumnRules): string | null {
  if (!mayBeJson(text, care)) return rules.drop('bad-json');
  let isOdd = false;
  const held = text.replace(ESCAPE, (sign) => {
    if ((sign !== NUL_ESCAPE || care.holdsNul) && !LONE_SURROGATE.test(sign)) return sign;
    isOdd = true;
    return '';
  });
  if (!isOdd) return text;
  const nul = rules.report('nul');
  return nul === 'remove' ? held : null;
}

/** Objects and arrays are trusted unless all is to be checked: DAP writes them. Anything else is parsed. */
function mayBeJson(text: string, { parses, maxDepth = Number.POSITIVE_INFINITY }: JsonCare): boolean {
  const isWhole = /^\{[\s\S]*\}$|^\[[\s\S]*\]$/.test(text);
  if (isWhole && !parses) return true;
  try {
    parseJson(text);
  } catch {
    return false;
  }
  const skeleton = text.replace(STRING, '""');
  return !HUGE_NUMBER.test(skeleton) && depthOf(skeleton) <= maxDepth;
}

function depthOf(skeleton: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [sign] of skeleton.matchAll(/[[\]{}]/g)) {
    depth += sign === '[' || sign === '{' ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
