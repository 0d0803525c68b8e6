import { integerBytes, textRoom, typeWords } from './type-words.js';

/** A row may not be longer, without the texts that lie elsewhere. */
const MAX_ROW_BYTES = 65_535;
/** For the flags of NULL, and what is not known exactly. */
const RESERVE_BYTES = 1_024;
const POINTER_BYTES = 12;
const OTHER_BYTES = 16;

/** A column, as far as it takes room. */
export interface SizedColumn {
  readonly name: string;
  readonly type: string;
  readonly isKey: boolean;
}

/**
 * Names of the columns that must be `mediumtext` in place of `varchar`, so that a row is not too long for the server:
 * the longest ones first, of equal ones the last.
 *
 * @param taken - bytes of columns that are there already
 */
export function columnsToShorten(columns: readonly SizedColumn[], taken = 0): ReadonlySet<string> {
  let bytes = taken + columns.reduce((sum, { type }) => sum + columnBytes(type), 0);
  const candidates = columns
    .filter(({ type, isKey }) => !isKey && type.startsWith('varchar('))
    .map((column, index) => ({ name: column.name, index, bytes: columnBytes(column.type) }))
    .sort((a, b) => b.bytes - a.bytes || b.index - a.index);
  const chosen = new Set<string>();
  for (const candidate of candidates) {
    if (bytes <= MAX_ROW_BYTES - RESERVE_BYTES) break;
    chosen.add(candidate.name);
    bytes -= candidate.bytes - POINTER_BYTES;
  }
  return chosen;
}

/** The most that a column takes in a row. */
export function columnBytes(type: string): number {
  const words = typeWords(type);
  const room = textRoom(words);
  if (room !== undefined && 'maxChars' in room) return room.maxChars * 4 + 2;
  if (room !== undefined || type === 'json') return POINTER_BYTES;
  if (words.base === 'decimal') return Math.ceil((words.numbers[0] ?? 10) / 2) + 4;
  return integerBytes(words) ?? Math.max(OTHER_BYTES, words.base === 'binary' ? (words.numbers[0] ?? 1) : 0);
}
