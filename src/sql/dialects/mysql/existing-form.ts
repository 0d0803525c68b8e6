import type { Column } from '../../../dap/index.js';
import type { CellForm } from '../../contract/cell-form.js';
import type { ExistingColumn } from '../../contract/design.js';
import { integerBounds, integerBytes, type TextRoom, type TypeWords, textRoom, typeWords } from './type-words.js';

/** Longest value of a lookup table of the official client. */
const LOOKUP_CHARS = 64;

/**
 * How cells of a column are written into a column that exists: by the type that it has, no matter who made it. Undefined when
 * it cannot hold them.
 */
export function formOfExisting(column: Column, existing: ExistingColumn): CellForm | undefined {
  const kind = column.type.kind;
  if (existing.lookup !== undefined)
    return { kind: 'text', maxChars: existing.lookup.maxChars ?? LOOKUP_CHARS, holdsNul: true };
  const words = typeWords(existing.type);
  const room = textRoom(words);
  if (existing.enumValues !== undefined) return enumForm(column, existing.enumValues);
  if (existing.type === 'json') return jsonForm(column);
  if (room !== undefined) return textForm(column, room);
  if (words.base === 'binary' && words.numbers[0] === 16) return binaryForm(column);
  const bytes = integerBytes(words);
  if (bytes !== undefined) return integerForm(kind, bytes, words);
  return otherForm(kind, words);
}

function enumForm(column: Column, values: readonly string[]): CellForm | undefined {
  return column.type.kind === 'enum' || column.type.kind === 'text' ? { kind: 'enum', values } : undefined;
}

function jsonForm(column: Column): CellForm | undefined {
  const { type } = column;
  if (type.kind === 'array') return { kind: 'array', items: { kind: 'json', holdsNul: true }, write: 'json' };
  return type.kind === 'object' || type.kind === 'unknown' ? { kind: 'json', holdsNul: true } : undefined;
}

/** A column of texts takes every type: as the text that the service writes. */
function textForm(column: Column, room: TextRoom): CellForm {
  const { type } = column;
  if (type.kind === 'ip') return { kind: 'ip', versions: type.versions, write: 'text' };
  if (type.kind === 'uuid') return { kind: 'uuid', write: 'text' };
  if (type.kind === 'time' || type.kind === 'duration') return { kind: type.kind };
  if (type.kind === 'enum' && !type.open && holdsValues(room, type.values))
    return { kind: 'enum', values: type.values };
  if (type.kind === 'array' && !('maxChars' in room)) {
    return { kind: 'array', items: { kind: 'json', holdsNul: true }, write: 'json' };
  }
  const limit = type.kind === 'text' && type.maxLength !== undefined ? { maxChars: type.maxLength } : {};
  return { kind: 'text', ...limit, ...room, holdsNul: true };
}

function holdsValues(room: TextRoom, values: readonly string[]): boolean {
  return values.every((value) =>
    'maxChars' in room ? [...value].length <= room.maxChars : Buffer.byteLength(value) <= room.maxBytes,
  );
}

function binaryForm({ type }: Column): CellForm | undefined {
  if (type.kind === 'uuid') return { kind: 'uuid', write: 'hex' };
  return type.kind === 'ip' ? { kind: 'ip', versions: type.versions, write: 'hex' } : undefined;
}

function integerForm(kind: Column['type']['kind'], bytes: number, words: TypeWords): CellForm | undefined {
  if (kind === 'boolean') return { kind: 'boolean', write: 'digit' };
  return kind === 'integer' ? { kind: 'integer', ...integerBounds(bytes, words.isUnsigned) } : undefined;
}

function otherForm(kind: Column['type']['kind'], words: TypeWords): CellForm | undefined {
  const [first, second = 0] = words.numbers;
  switch (words.base) {
    case 'float':
    case 'double':
      if (kind !== 'float') return undefined;
      return { kind: 'float', bits: words.base === 'float' ? 32 : 64, holdsNonFinite: false };
    case 'decimal':
      if (kind !== 'decimal' && kind !== 'integer') return undefined;
      return { kind: 'decimal', precision: first ?? 10, scale: second };
    case 'datetime':
      return kind === 'date-time' ? instantForm(first ?? 0, 1, 9999) : undefined;
    case 'timestamp':
      return kind === 'date-time' ? instantForm(first ?? 0, 1971, 2037) : undefined;
    case 'date':
      return kind === 'date' ? { kind: 'date', minYear: 1, maxYear: 9999 } : undefined;
    default:
      return undefined;
  }
}

function instantForm(digits: number, minYear: number, maxYear: number): CellForm {
  return { kind: 'timestamp', write: 'plain', digits, minYear, maxYear };
}
