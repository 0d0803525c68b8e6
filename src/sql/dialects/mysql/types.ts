import type { Column, ColumnType, IntegerType } from '../../../dap/index.js';
import type { CellForm, TextForm } from '../../contract/cell-form.js';
import type { DeclaredType, DialectTypes } from '../../contract/design.js';
import { compareColumn } from './column-fit.js';
import { columnNames } from './column-names.js';
import { defaultLiteral } from './default-literal.js';
import { enumType, fitsEnum } from './enum-values.js';
import { formOfExisting } from './existing-form.js';
import { integerBounds } from './type-words.js';

/** Longest varchar of four bytes a character. */
const MAX_VARCHAR = 16_383;
/** Longest text that a primary key takes: 3072 bytes. */
const MAX_KEY_CHARS = 768;
const MAX_MEDIUM_BYTES = 16_777_215;
/** Longest address as text, with an IPv4 address inside an IPv6 one. */
const IP_CHARS = 45;
const MAX_DIGITS = 65;
const MAX_SCALE = 30;

/** Instants are plain and have microseconds; the server holds the years 1 to 9999 exactly. */
const INSTANT: CellForm = { kind: 'timestamp', write: 'plain', digits: 6, minYear: 1, maxYear: 9999 };
const JSON_TEXT: CellForm = { kind: 'json', holdsNul: true };

/**
 * Types of MySQL and MariaDB: those of the official client, but `datetime(6)` for an instant, and texts for addresses
 * and open enumerations.
 */
export const mysqlTypes: DialectTypes = {
  typeOf: (column) => declare(column.type, column.part === 'key'),
  formFor: formOfExisting,
  defaultOf: (column, declared) => defaultLiteral(column, declared),
  compare: compareColumn,
  columnNames,
};

function declare(type: ColumnType, isKey: boolean): DeclaredType {
  switch (type.kind) {
    case 'integer':
      return declareInteger(type);
    case 'float':
      return {
        type: type.bits === 32 ? 'float' : 'double',
        form: { kind: 'float', bits: type.bits, holdsNonFinite: false },
      };
    case 'decimal':
      return declareDecimal(type.precision, type.scale);
    case 'boolean':
      return { type: 'tinyint', form: { kind: 'boolean', write: 'digit' } };
    case 'uuid':
      return { type: 'binary(16)', form: { kind: 'uuid', write: 'hex' } };
    case 'date-time':
      return { type: 'datetime(6)', form: INSTANT };
    case 'date':
      return { type: 'date', form: { kind: 'date', minYear: 1, maxYear: 9999 } };
    case 'time':
    case 'duration':
      return { ...varchar(64), form: { kind: type.kind } };
    case 'text':
      return declareText(type.maxLength, isKey);
    case 'ip':
      return { type: `varchar(${IP_CHARS})`, form: { kind: 'ip', versions: type.versions, write: 'text' } };
    case 'enum':
      return declareEnum(type, isKey);
    case 'object':
    case 'unknown':
      return { type: 'json', form: JSON_TEXT };
    case 'array':
      return { type: 'json', form: { kind: 'array', items: itemForm(type.items?.type), write: 'json' } };
  }
}

function declareInteger({ bits }: IntegerType): DeclaredType {
  const type = { 16: 'smallint', 32: 'int', 64: 'bigint' }[bits];
  return { type, form: { kind: 'integer', ...integerBounds(bits / 8, false) } };
}

function declareDecimal(precision: number | undefined, scale: number | undefined): DeclaredType {
  const digits = precision ?? MAX_DIGITS;
  const places = scale ?? (precision === undefined ? MAX_SCALE : 0);
  if (digits > MAX_DIGITS || places > MAX_SCALE) return varchar(digits + 2);
  return { type: `decimal(${digits},${places})`, form: { kind: 'decimal', precision: digits, scale: places } };
}

function declareText(maxLength: number | undefined, isKey: boolean): DeclaredType {
  if (isKey) return varchar(Math.min(maxLength ?? MAX_KEY_CHARS, MAX_KEY_CHARS));
  if (maxLength !== undefined && maxLength <= MAX_VARCHAR) return varchar(Math.max(maxLength, 1));
  const isLong = maxLength !== undefined && maxLength * 4 > MAX_MEDIUM_BYTES;
  const limit = maxLength === undefined ? { maxBytes: MAX_MEDIUM_BYTES } : { maxChars: maxLength };
  return { type: isLong ? 'longtext' : 'mediumtext', form: { kind: 'text', ...limit, holdsNul: true } };
}

function declareEnum(type: Extract<ColumnType, { kind: 'enum' }>, isKey: boolean): DeclaredType {
  const { values, open, maxLength } = type;
  if (!open && fitsEnum(values)) return { type: enumType(values), form: { kind: 'enum', values } };
  const longest = Math.max(1, ...values.map((value) => [...value].length));
  if (open) return declareText(maxLength === undefined ? undefined : Math.max(maxLength, longest), isKey);
  return { ...declareText(undefined, isKey), form: { kind: 'enum', values } };
}

function varchar(maxChars: number): DeclaredType {
  const form: TextForm = { kind: 'text', maxChars, holdsNul: true };
  return { type: `varchar(${maxChars})`, form };
}

/** How items of an array are written into JSON: all that JSON takes is held. */
function itemForm(type: Column['type'] | undefined): CellForm {
  switch (type?.kind) {
    case 'integer':
      return { kind: 'integer', ...integerBounds(8, false) };
    case 'float':
      return { kind: 'float', bits: 64, holdsNonFinite: false };
    case 'boolean':
      return { kind: 'boolean', write: 'word' };
    case undefined:
    case 'decimal':
    case 'object':
    case 'array':
    case 'unknown':
      return JSON_TEXT;
    default:
      return { kind: 'text', holdsNul: true };
  }
}
