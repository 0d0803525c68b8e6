const MAX_DEPTH = 500;
/** Python prints these as escapes: control, format, unassigned, surrogate, and every separator but the space. */
const UNPRINTABLE = /[\p{C}\p{Z}]/gu;

/**
 * The text that Python's `str()` gives for a JSON value: `True`, `None`, objects and lists with single quotes. A value
 * with a `toJSON`, such as a `Date`, is converted by it first.
 *
 * @throws RangeError when lists and objects nest more than 500 levels deep.
 * @example
 * pythonString({ a: [1, null] }) // "{'a': [1, None]}"
 * pythonString('text')           // 'text'
 */
export function pythonString(value: unknown): string {
  const json = jsonForm(value);
  return typeof json === 'string' ? json : represent(json, 0);
}

/** What JSON writes for `value`: for objects with a `toJSON`, what that gives. */
export function jsonForm(value: unknown): unknown {
  const isOwnMaster = typeof value === 'object' && value !== null && 'toJSON' in value;
  return isOwnMaster && typeof value.toJSON === 'function' ? value.toJSON() : value;
}

function represent(given: unknown, depth: number): string {
  const value = jsonForm(given);
  if (depth > MAX_DEPTH) throw new RangeError(`nested more than ${MAX_DEPTH} levels deep`);
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'number') return representNumber(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map((element) => represent(element, depth + 1)).join(', ')}]`;
  const members = Object.entries(value).map(([name, member]) => `${quote(name)}: ${represent(member, depth + 1)}`);
  return `{${members.join(', ')}}`;
}

/** Python writes an exponent below 1e-4 and from 1e16 on, with two digits at least; JavaScript later, with one. */
function representNumber(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-4 && size < 1e16)) return String(value);
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  return `${mantissa}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, '0')}`;
}

function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll('\\', '\\\\').replaceAll(mark, `\\${mark}`);
  return mark + escaped.replaceAll(UNPRINTABLE, escapeCharacter) + mark;
}

function escapeCharacter(character: string): string {
  if (character === ' ') return ' ';
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  if (hex.length <= 2) return `\\x${hex.padStart(2, '0')}`;
  return hex.length <= 4 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
