import { literal } from './names.js';

const MAX_VALUES = 65_535;
const MAX_CHARS = 255;
/** What the catalogue of the server does not show as it is, or what the server changes: blanks at the end. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const UNSAFE = /[\0-\x1f\x7f\\]| $/;

/** Whether an ENUM of the server holds exactly these values. */
export function fitsEnum(values: readonly string[]): boolean {
  if (values.length === 0 || values.length > MAX_VALUES || new Set(values).size < values.length) return false;
  return values.every((value) => value !== '' && [...value].length <= MAX_CHARS && !UNSAFE.test(value));
}

/**
 * The type of an enumeration as the catalogue writes it.
 *
 * @example
 * enumType(['active', "it's"]) // "enum('active','it''s')"
 */
export function enumType(values: readonly string[]): string {
  return `enum(${values.map(literal).join(',')})`;
}

/** The values of `enum('a','b')`; undefined for another type. */
export function parseEnum(type: string): readonly string[] | undefined {
  if (!/^enum\(/i.test(type)) return undefined;
  return Array.from(type.matchAll(/'((?:[^']|'')*)'/g), ([, value = '']) => value.replaceAll("''", "'"));
}

/** ASCII where it is enough, as the official client has it; binary comparison in any case. */
export function enumCharset(values: readonly string[]): string {
  const isAscii = values.every((value) => /^[ -~]*$/.test(value));
  return isAscii ? 'CHARACTER SET ascii COLLATE ascii_bin' : 'CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';
}
