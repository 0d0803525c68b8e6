/** The parts of a type as the catalogue writes it. */
export interface TypeParts {
  /** Without length and brackets: `varchar`, `timestamp without time zone`, `"canvas"."users__state"`. */
  readonly base: string;
  readonly args: readonly number[];
  readonly isArray: boolean;
}

/**
 * Reads the text of a type.
 *
 * @example
 * parseType('varchar(255)[]') // { base: 'varchar', args: [255], isArray: true }
 */
export function parseType(text: string): TypeParts {
  const isArray = text.endsWith('[]');
  const item = isArray ? text.slice(0, -2) : text;
  if (item.startsWith('"')) return { base: item, args: [], isArray };
  const [, name = item, args, zone = ''] = /^([^(]*?)(?:\(([\d,]+)\))?( with(?:out)? time zone)?$/.exec(item) ?? [];
  return { base: `${name}${zone}`, args: args === undefined ? [] : args.split(',').map(Number), isArray };
}

/** `format_type` of the catalogue in the words of this dialect: `varchar` for `character varying`. */
export function normalizeType(text: string): string {
  return text.replace(/^character varying/, 'varchar');
}

/** The type of the items of an array type. */
export function itemType(text: string): string {
  return text.endsWith('[]') ? text.slice(0, -2) : text;
}

/** Decimal digits that every value of an integer type fits. */
const DIGITS: Readonly<Record<string, number>> = { smallint: 5, integer: 10, bigint: 19 };
const INTEGERS = ['smallint', 'integer', 'bigint'];
/** Longest text of a value, by its type. */
const CHARS: Readonly<Record<string, number>> = {
  smallint: 6,
  integer: 11,
  bigint: 20,
  boolean: 5,
  uuid: 36,
  // Years have up to seven digits.
  date: 13,
};
/** Longest text of a value of other types, so that a short varchar is not taken for one. */
const SCALAR_CHARS = 64;

/** Tells whether every value of `wanted` fits a column of `existing`, as it comes from the service. */
export function holdsType(existing: string, wanted: string): boolean {
  if (existing === wanted) return true;
  const [e, w] = [parseType(existing), parseType(wanted)];
  if (e.isArray && w.isArray) return holdsType(itemType(existing), itemType(wanted));
  if (isText(e)) return charsOf(e) >= (w.isArray ? Number.POSITIVE_INFINITY : charsOf(w));
  if (e.base === 'jsonb' || e.base === 'json') return w.isArray || w.base === 'jsonb';
  if (e.isArray || w.isArray) return false;
  if (INTEGERS.includes(e.base)) return INTEGERS.indexOf(w.base) >= 0 && digits(w) <= digits(e);
  if (e.base === 'numeric') return containsNumeric(e, w);
  if (e.base === 'double precision') return ['real', 'smallint', 'integer'].includes(w.base);
  if (e.base === 'timestamp with time zone' || e.base === 'timestamp without time zone') {
    return w.base === 'timestamp without time zone' && (e.args[0] ?? 6) >= 6;
  }
  return false;
}

/** Tells whether ALTER brings the values of `existing` over to `wanted` as the service would have sent them. */
export function widensType(existing: string, wanted: string, existingLabels?: readonly string[]): boolean {
  const [e, w] = [parseType(existing), parseType(wanted)];
  if (e.isArray !== w.isArray) return false;
  if (e.isArray) return widensType(itemType(existing), itemType(wanted), existingLabels);
  if (isText(w)) return charsOf(w) >= textCharsOf(e, existingLabels);
  if (INTEGERS.includes(e.base)) {
    if (INTEGERS.includes(w.base)) return digits(w) > digits(e);
    if (w.base === 'numeric') return containsNumeric(w, e);
    return w.base === 'double precision' && e.base !== 'bigint';
  }
  if (e.base === 'real') return w.base === 'double precision';
  return e.base === 'numeric' && w.base === 'numeric' && containsNumeric(w, e);
}

function digits({ base }: TypeParts): number {
  return DIGITS[base] ?? Number.POSITIVE_INFINITY;
}

function isText({ base, isArray }: TypeParts): boolean {
  return !isArray && (base === 'text' || base === 'varchar');
}

function charsOf(parts: TypeParts): number {
  if (isText(parts)) return parts.args[0] ?? Number.POSITIVE_INFINITY;
  if (parts.base === 'jsonb' || parts.base === 'json') return Number.POSITIVE_INFINITY;
  return CHARS[parts.base] ?? SCALAR_CHARS;
}

/** Longest text that the values of a type are written as by the database and by the service alike. */
function textCharsOf(parts: TypeParts, labels: readonly string[] | undefined): number {
  if (isText(parts)) return charsOf(parts);
  if (labels !== undefined) return Math.max(0, ...labels.map((label) => [...label].length));
  return CHARS[parts.base] ?? Number.NaN;
}

/** Compares digits before and after the point. */
function containsNumeric(outer: TypeParts, inner: TypeParts): boolean {
  const [precision, scale = 0] = outer.args;
  if (precision === undefined) return inner.base === 'numeric' || INTEGERS.includes(inner.base);
  if (INTEGERS.includes(inner.base)) return precision - scale >= digits(inner);
  const [innerPrecision, innerScale = 0] = inner.args;
  if (inner.base !== 'numeric' || innerPrecision === undefined) return false;
  return scale >= innerScale && precision - scale >= innerPrecision - innerScale;
}
