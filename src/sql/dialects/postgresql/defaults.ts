import type { JsonValue } from '../../../util/json.js';
import { isJsonObject, parseJson, stringifyJson } from '../../../util/json.js';
import type { CellForm } from '../../contract/cell-form.js';
import type { DeclaredType } from '../../contract/design.js';

/** A default of DAP's schema as a literal; undefined where there is none, or the type cannot hold it. */
export function defaultLiteral(value: JsonValue | undefined, { form }: DeclaredType): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (form.kind === 'json') return literal(stringifyJson(sorted(value)));
  if (form.kind === 'array') return Array.isArray(value) ? arrayLiteral(value, form.items) : undefined;
  const text = scalarText(value, form);
  if (text === undefined) return undefined;
  return typeof value === 'string' ? literal(text) : text;
}

/** A text as a literal; `standard_conforming_strings` is on. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function arrayLiteral(values: readonly JsonValue[], form: CellForm): string | undefined {
  const items = values.map((value) => (value === null ? 'NULL' : scalarText(value, form)));
  if (items.includes(undefined)) return undefined;
  const quoted = items.map((item, at) => (typeof values[at] === 'string' ? arrayItem(item ?? '') : item));
  return literal(`{${quoted.join(',')}}`);
}

/** A text in an array literal, with quotation marks only where the server writes them too. */
function arrayItem(text: string): string {
  const isBare = text !== '' && !/[{},"\\\s]/.test(text) && text.toLowerCase() !== 'null';
  return isBare ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** Members in one order: `jsonb` has an order of its own. */
function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value as Record<string, JsonValue>).map(
    ([name, member]) => [name, sorted(member)] as const,
  );
  return Object.fromEntries(members.sort(([one], [two]) => (one < two ? -1 : 1)));
}

/** The text of a default that fits the form. */
function scalarText(value: JsonValue, form: CellForm): string | undefined {
  switch (form.kind) {
    case 'boolean':
      return typeof value === 'boolean' ? String(value) : undefined;
    case 'integer':
      return isInteger(value) && fits(BigInt(value), form) ? String(value) : undefined;
    case 'float':
    case 'decimal':
      return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined;
    case 'enum':
      return typeof value === 'string' && form.values.includes(value) ? value : undefined;
    case 'text': {
      const isFit =
        typeof value === 'string' && !value.includes('\0') && [...value].length <= (form.maxChars ?? Infinity);
      return isFit ? value : undefined;
    }
    case 'timestamp':
      return typeof value === 'string' && INSTANT.test(value) ? value.replace(INSTANT, '$1 $2') : undefined;
    default:
      return typeof value === 'string' && !value.includes('\0') ? value : undefined;
  }
}

/** An instant of DAP; the server writes it without T, Z and closing zeros. */
const INSTANT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d(?:\.\d*[1-9])?)(?:\.?0*)Z$/;

function isInteger(value: JsonValue): value is number | bigint {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value));
}

function fits(value: bigint, { minimum, maximum }: { readonly minimum: bigint; readonly maximum: bigint }): boolean {
  return value >= minimum && value <= maximum;
}

/** Undefined for an expression that is more than a literal. */
function jsonLiteral(text: string): string | undefined {
  try {
    return literal(stringifyJson(sorted(parseJson(text))));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const CAST = /^(.*?)::[^']+$/s;
const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/**
 * A default as the catalogue writes it, in the form of {@link defaultLiteral}: without the cast, negative numbers bare.
 *
 * @example
 * normalizeDefault("'-1'::integer") // '-1'
 * normalizeDefault("'active'::canvas.users__workflow_state") // "'active'"
 */
export function normalizeDefault(expression: string): string {
  const bare = CAST.exec(expression)?.[1] ?? expression;
  const unescaped = /^E'.*'$/s.test(bare) ? bare.slice(1).replaceAll('\\\\', '\\') : bare;
  const isNumeric = /::(?:smallint|integer|bigint|numeric.*|real|double precision)$/.test(expression);
  const inner = /^'(.*)'$/s.exec(unescaped)?.[1];
  if (/::jsonb?$/.test(expression) && inner !== undefined) return jsonLiteral(inner.replaceAll("''", "'")) ?? unescaped;
  if (isNumeric && inner !== undefined && NUMBER.test(inner)) return inner;
  return /^\((-[\d.]+)\)$/.exec(unescaped)?.[1] ?? unescaped;
}
