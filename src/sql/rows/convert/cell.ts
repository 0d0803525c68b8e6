import type { CellForm, LoadFormat } from '../../contract/cell-form.js';
import type { ColumnRules } from '../rules.js';
import { convertIp, convertUuid } from './address.js';
import { convertArray, convertJsonArray } from './array.js';
import { convertDate, convertDuration, convertTime, convertTimestamp } from './instant.js';
import { convertJson } from './json.js';
import { convertDecimal, convertFloat, convertInteger } from './number.js';
import { convertBoolean, convertEnum, convertText, markerIn } from './text.js';

/** Makes the text that the database takes of the text of a cell; null is NULL. */
export type ConvertCell = (text: string) => string | null;

/** What is known of a column besides its form. */
export interface CellContext {
  readonly rules: ColumnRules;
  readonly oversizeMarkers: readonly string[];
  readonly format: LoadFormat;
  /** Parses JSON. */
  readonly careful: boolean;
}

/** Forms whose cells may be one of DAP's markers. */
const MARKED: ReadonlySet<CellForm['kind']> = new Set(['text', 'enum', 'json', 'array']);

/**
 * The longer road of a cell: everything is looked at, and the policies decide about what the database cannot hold.
 *
 * @throws CodedError `SQL_VALUE_REFUSED` by policy.
 */
export function cellConverter(form: CellForm, context: CellContext): ConvertCell {
  const convert = plainConverter(form, context);
  if (!MARKED.has(form.kind)) return convert;
  const { rules, oversizeMarkers, format } = context;
  return (text) => {
    const marked = form.kind === 'json' || form.kind === 'array' ? withoutQuotes(text) : text;
    const marker = markerIn(marked, oversizeMarkers);
    if (marker !== undefined) rules.count(marker);
    if (marker === 'oversized' && rules.policies.oversized === 'null' && !rules.isKey) return null;
    return marker === undefined ? convert(text) : keepMarker(marked, form, format, convert);
  };
}

/** A marker stands for JSON as a JSON string; an array of the database has no place for it. */
function keepMarker(marker: string, form: CellForm, format: LoadFormat, convert: ConvertCell): string | null {
  if (form.kind === 'json') return `"${marker}"`;
  if (form.kind === 'array') return form.write === 'json' && format !== 'csv' ? `"${marker}"` : null;
  return convert(marker);
}

function withoutQuotes(text: string): string {
  return /^"[^"\\]*"$/.test(text) ? text.slice(1, -1) : text;
}

function plainConverter(form: CellForm, context: CellContext): ConvertCell {
  const { rules, careful } = context;
  switch (form.kind) {
    case 'integer':
      return (text) => convertInteger(text, form, rules);
    case 'float':
      return (text) => convertFloat(text, form, rules);
    case 'decimal':
      return (text) => convertDecimal(text, form, rules);
    case 'boolean':
      return (text) => convertBoolean(text, form, rules);
    case 'timestamp':
      return (text) => convertTimestamp(text, form, rules);
    case 'date':
      return (text) => convertDate(text, form, rules);
    case 'time':
      return (text) => convertTime(text, rules);
    case 'duration':
      return (text) => convertDuration(text, rules);
    case 'uuid':
      return (text) => convertUuid(text, form, rules);
    case 'ip':
      return (text) => convertIp(text, form, rules);
    case 'text':
      return (text) => convertText(text, form, rules);
    case 'enum': {
      const values = new Set(form.values);
      return (text) => convertEnum(text, values, rules);
    }
    case 'json': {
      const care = { holdsNul: form.holdsNul, parses: careful, maxDepth: form.maxDepth };
      return (text) => convertJson(text, care, rules);
    }
    case 'array':
      return arrayConverter(form, context);
  }
}

function arrayConverter(form: CellForm & { readonly kind: 'array' }, context: CellContext): ConvertCell {
  const { rules, careful } = context;
  if (form.write === 'json' && !careful) {
    const care = { holdsNul: itemsHoldNul(form.items), parses: false };
    return (text) => convertJson(text, care, rules);
  }
  const converters = new Map<CellForm, ConvertCell>();
  const convertItem = (text: string, item: CellForm): string | null => {
    const known = converters.get(item) ?? cellConverter(item, context);
    converters.set(item, known);
    return known(text);
  };
  const convert = form.write === 'json' ? convertJsonArray : convertArray;
  return (text) => convert(text, form.items, rules, convertItem);
}

/** Whether `\u0000` is taken in an array that is written as JSON. */
export function itemsHoldNul(items: CellForm): boolean {
  if (items.kind === 'array') return itemsHoldNul(items.items);
  return (items.kind === 'text' || items.kind === 'json') && items.holdsNul;
}
