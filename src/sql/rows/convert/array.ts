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
  return items.kind === 'array' ? nested(tokens, literals, rules) : `{${literals.join(',')}}`;
}

/** PostgreSQL has no arrays whose rows differ in length, and one of empty rows is the empty array. */
function nested(tokens: readonly string[], literals: readonly string[], rules: ColumnRules): string | null {
  const [shape = '0', ...others] = new Set(tokens.map(shapeOf));
  if (shape === RAGGED || others.length > 0) return rules.drop('wrong-type');
  return /(?:^|,)0$/.test(shape) ? '{}' : `{${literals.join(',')}}`;
}

/** A JSON array each item of which the database takes as one of the form; the others become null. */
export function convertJsonArray(
  text: string,
  items: CellForm,
  rules: ColumnRules,
  convertItem: ConvertItem,
): string | null {
  const tokens = splitItems(text);
  if (tokens === undefined) return rules.drop('bad-json');
  const written = tokens.map((token) => {
    const value = token === 'null' ? null : convertItem(textOf(token, items), items);
    return value === null ? 'null' : jsonOf(value, items);
  });
  return `[${written.join(',')}]`;
}

/** Forms that JSON has numbers or words for. */
const WORDS: ReadonlySet<CellForm['kind']> = new Set(['integer', 'float', 'decimal', 'boolean']);

function jsonOf(value: string, { kind }: CellForm): string {
  const isWord = WORDS.has(kind) && /^(?:-?\d|true|false)/.test(value);
  return isWord || kind === 'json' || kind === 'array' ? value : JSON.stringify(value);
}

/** What an item of JSON says, as a cell would. */
function textOf(token: string, { kind }: CellForm): string {
  return token.startsWith('"') && kind !== 'json' ? (JSON.parse(token) as string) : token;
}

function literalOf(token: string, form: CellForm, rules: ColumnRules, convertItem: ConvertItem): string {
  if (token === 'null') return 'NULL';
  if (form.kind === 'array') return convertArray(token, form.items, rules, convertItem) ?? 'NULL';
  const value = convertItem(textOf(token, form), form);
  if (value === null) return 'NULL';
  return BARE.has(form.kind) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}

const RAGGED = 'ragged';

/** Lengths of an array and of the arrays in it; {@link RAGGED} where something is no array, or they differ. */
function shapeOf(token: string): string {
  const items = splitItems(token);
  if (items === undefined) return RAGGED;
  if (!items.some((item) => item.startsWith('['))) return String(items.length);
  const [shape = RAGGED, ...others] = new Set(items.map(shapeOf));
  return shape === RAGGED || others.length > 0 ? RAGGED : `${items.length},${shape}`;
}
