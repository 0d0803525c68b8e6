import { markerOf } from '../../../dap/index.js';
import type { CellForm, TextForm } from '../../contract/cell-form.js';
import type { ColumnRules } from '../rules.js';

const NUL = '\0';
const UNSPECIFIED = '__dap_unspecified__';

const LONE_SURROGATE = /\p{Surrogate}/gu;

/** A text that the column holds. Halves of surrogate pairs, which items of JSON may have, are handled as NUL is. */
export function convertText(text: string, form: TextForm, rules: ColumnRules): string | null {
  const isHeld = (form.holdsNul || !text.includes(NUL)) && text.isWellFormed();
  const held = isHeld ? text : withoutUnheld(text, form, rules);
  if (held === null || !isTooLong(held, form)) return held;
  const tooLong = rules.report('too-long');
  return tooLong === 'cut' ? cut(held, form) : null;
}

function withoutUnheld(text: string, { holdsNul }: TextForm, rules: ColumnRules): string | null {
  if (rules.report('nul') !== 'remove') return null;
  const whole = text.replace(LONE_SURROGATE, '');
  return holdsNul ? whole : whole.replaceAll(NUL, '');
}

function isTooLong(text: string, { maxChars, maxBytes }: TextForm): boolean {
  if (maxBytes !== undefined && Buffer.byteLength(text) > maxBytes) return true;
  return maxChars !== undefined && text.length > maxChars && countCharacters(text) > maxChars;
}

function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** The longest beginning that the column holds; a character is never cut in two. */
function cut(
  text: string,
  { maxChars = Number.POSITIVE_INFINITY, maxBytes = Number.POSITIVE_INFINITY }: TextForm,
): string {
  let chars = 0;
  let bytes = 0;
  let end = 0;
  for (const char of text) {
    chars += 1;
    bytes += Buffer.byteLength(char);
    if (chars > maxChars || bytes > maxBytes) break;
    end += char.length;
  }
  return text.slice(0, end);
}

/** A value of an enumeration. */
export function convertEnum(text: string, values: ReadonlySet<string>, rules: ColumnRules): string | null {
  if (values.has(text)) return text;
  const unknownEnum = rules.report('unknown-enum');
  return unknownEnum === 'unspecified' && values.has(UNSPECIFIED) ? UNSPECIFIED : null;
}

/** `true` or `false`, or their digits. */
export function convertBoolean(
  text: string,
  { write }: CellForm & { readonly kind: 'boolean' },
  rules: ColumnRules,
): string | null {
  const isTrue = /^(?:true|t|1)$/i.test(text);
  if (!isTrue && !/^(?:false|f|0)$/i.test(text)) {
    return rules.drop('wrong-type');
  }
  if (write === 'digit') return isTrue ? '1' : '0';
  return isTrue ? 'true' : 'false';
}

/** What a text stands for, if it is one of DAP's own or of its column's. */
export function markerIn(text: string, oversizeMarkers: readonly string[]): 'oversized' | 'unspecified' | undefined {
  return oversizeMarkers.includes(text) ? 'oversized' : markerOf(text);
}
