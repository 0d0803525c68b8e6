import type { ColumnFit, ExistingColumn, SqlColumn } from '../../contract/design.js';
import { parseEnum } from './enum-values.js';
import { integerBytes, type TypeWords, textRoom, typeWords } from './type-words.js';

const SAME: ColumnFit = { fit: 'same' };
const HOLDS: ColumnFit = { fit: 'holds' };
const WIDEN: ColumnFit = { fit: 'widen' };
const BYTES_A_CHAR = 4;

/** What has to happen so that an existing column holds what the wanted one holds. */
export function compareColumn(existing: ExistingColumn, wanted: SqlColumn): ColumnFit {
  const kind = wanted.column.type.kind;
  if (existing.lookup !== undefined) return kind === 'enum' || kind === 'text' ? HOLDS : cannot(existing, wanted);
  if (existing.enumValues !== undefined) return compareEnum(existing, existing.enumValues, wanted);
  if (existing.type === wanted.type) return SAME;
  return compareTypes(typeWords(existing.type), typeWords(wanted.type), wanted) ?? cannot(existing, wanted);
}

function compareEnum(existing: ExistingColumn, values: readonly string[], wanted: SqlColumn): ColumnFit {
  const { form } = wanted;
  if (form.kind !== 'enum' || parseEnum(wanted.type) === undefined)
    return textRoom(typeWords(wanted.type)) === undefined ? cannot(existing, wanted) : WIDEN;
  const more = form.values.filter((value) => !values.includes(value));
  if (more.length > 0) return { fit: 'more-values', values: more };
  return form.values.length === values.length ? SAME : HOLDS;
}

function compareTypes(old: TypeWords, wanted: TypeWords, column: SqlColumn): ColumnFit | undefined {
  const oldRoom = textRoom(old);
  if (oldRoom !== undefined) return compareText(old, wanted, column);
  const oldBytes = integerBytes(old);
  if (oldBytes !== undefined) return compareInteger(oldBytes, old.isUnsigned, wanted);
  switch (old.base) {
    case 'double':
      return wanted.base === 'float' ? HOLDS : undefined;
    case 'decimal':
      return compareDecimal(old, wanted);
    case 'datetime':
    case 'timestamp':
      return wanted.base === 'datetime' ? HOLDS : undefined;
    case 'binary':
      return column.form.kind === 'ip' && old.numbers[0] === 16 ? HOLDS : undefined;
    case 'json':
      return textRoom(wanted) !== undefined && roomBytes(wanted) >= roomBytes(typeWords('mediumtext'))
        ? WIDEN
        : undefined;
    default:
      return undefined;
  }
}

/** A column of texts holds everything that fits into it, as text. */
function compareText(old: TypeWords, wanted: TypeWords, { form }: SqlColumn): ColumnFit | undefined {
  if (textRoom(wanted) !== undefined) return roomBytes(old) >= roomBytes(wanted) ? HOLDS : WIDEN;
  if (wanted.base === 'json') return roomBytes(old) >= roomBytes(typeWords('mediumtext')) ? HOLDS : undefined;
  if (form.kind === 'uuid') return roomBytes(old) >= 36 * BYTES_A_CHAR ? HOLDS : undefined;
  if (form.kind !== 'enum') return undefined;
  const longest = Math.max(...form.values.map((value) => [...value].length));
  return roomBytes(old) >= longest * BYTES_A_CHAR ? HOLDS : undefined;
}

function roomBytes(words: TypeWords): number {
  const room = textRoom(words);
  if (room === undefined) return 0;
  return 'maxChars' in room ? room.maxChars * BYTES_A_CHAR : room.maxBytes;
}

const DECIMAL_DIGITS: Readonly<Record<number, number>> = { 1: 3, 2: 5, 3: 8, 4: 10, 8: 20 };

function compareInteger(oldBytes: number, isUnsigned: boolean, wanted: TypeWords): ColumnFit | undefined {
  const bytes = integerBytes(wanted);
  if (bytes !== undefined) {
    if (isUnsigned) return bytes > oldBytes ? WIDEN : undefined;
    return oldBytes >= bytes ? HOLDS : WIDEN;
  }
  const digits = DECIMAL_DIGITS[oldBytes] ?? 20;
  if (wanted.base === 'decimal') {
    const [precision = 10, scale = 0] = wanted.numbers;
    return precision - scale >= digits ? WIDEN : undefined;
  }
  return roomBytes(wanted) >= (digits + 1) * BYTES_A_CHAR ? WIDEN : undefined;
}

function compareDecimal(old: TypeWords, wanted: TypeWords): ColumnFit | undefined {
  const [oldPrecision = 10, oldScale = 0] = old.numbers;
  if (wanted.base !== 'decimal') return roomBytes(wanted) >= (oldPrecision + 2) * BYTES_A_CHAR ? WIDEN : undefined;
  const [precision = 10, scale = 0] = wanted.numbers;
  const whole = precision - scale;
  const oldWhole = oldPrecision - oldScale;
  if (oldWhole >= whole && oldScale >= scale) return HOLDS;
  return whole >= oldWhole && scale >= oldScale ? WIDEN : undefined;
}

function cannot(existing: ExistingColumn, wanted: SqlColumn): ColumnFit {
  return { fit: 'cannot', reason: `Column ${existing.name} is ${existing.type}, ${wanted.type} is wanted.` };
}
