import type { CellForm } from '../../contract/cell-form.js';
import type { ColumnRules } from '../rules.js';
import { splitItems } from './split-items.js';

/** Converts an item as a cell of its own form. */
export type ConvertItem = (text: string, form: CellForm) => string | null;

/** Forms whose items need no quotes in an array literal. */
const BARE: ReadonlySet<CellForm['kind']> = new Set(['integer', 'float', 'decimal', 'boolean', 'date', 'time', 'uuid']);

/** The array literal of PostgreSQL for JSON text: `{"a,b",NULL}`. */
export function convertArray(
  text: string,
  items: CellForm,
  rules: ColumnRules,
  convertItem: ConvertItem,
): string | null {
  const tokens = splitItems(text);
  if (tokens === undefined) {
    return rules.drop('bad-json');
  }
  const literals = tokens.map((token) => literalOf(token, items, rules, convertItem));
  // PostgreSQL has no arrays whose rows differ in length.
  if (items.kind === 'array' && !isRectangular(tokens)) {
    return rules.drop('wrong-type');
  }
  return `{${literals.join(',')}}`;
}

function literalOf(token: string, form: CellForm, rules: ColumnRules, convertItem: ConvertItem): string {
  if (token === 'null') return 'NULL';
  if (form.kind === 'array') return convertArray(token, form.items, rules, convertItem) ?? 'NULL';
  const isText = token.startsWith('"') && form.kind !== 'json';
  const value = convertItem(isText ? (JSON.parse(token) as string) : token, form);
  if (value === null) return 'NULL';
  return BARE.has(form.kind) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}

function isRectangular(tokens: readonly string[]): boolean {
  const shapes = new Set(tokens.map(shapeOf));
  return shapes.size <= 1 && !shapes.has('null');
}

/** Lengths of an array and of the arrays in it; `null` where something is no array, or they differ. */
function shapeOf(token: string): string {
  const items = splitItems(token);
  if (items === undefined) return 'null';
  if (!items.some((item) => item.startsWith('['))) return String(items.length);
  const inner = new Set(items.map(shapeOf));
  return inner.size === 1 ? `${items.length},${[...inner].join()}` : 'null';
}
