import type { ColumnType } from '../../../dap/index.js';
import type { CellForm } from '../../contract/cell-form.js';
import type { DeclaredType } from '../../contract/design.js';

const INTEGERS = {
  16: { type: 'SMALLINT', minimum: -(2n ** 15n), maximum: 2n ** 15n - 1n },
  32: { type: 'INTEGER', minimum: -(2n ** 31n), maximum: 2n ** 31n - 1n },
  64: { type: 'BIGINT', minimum: -(2n ** 63n), maximum: 2n ** 63n - 1n },
} as const;

/** Digits of the largest DECIMAL. */
const MAX_PRECISION = 38;

/** The years that the rewriter writes and DuckDB reads exactly. */
const YEARS = { minYear: 1, maxYear: 294_246 } as const;

const TEXT: DeclaredType = { type: 'VARCHAR', form: { kind: 'text', holdsNul: true } };
const JSON_TYPE: DeclaredType = { type: 'JSON', form: { kind: 'json', holdsNul: true } };
const TIMESTAMP: DeclaredType = { type: 'TIMESTAMP', form: { kind: 'timestamp', write: 'iso', digits: 6, ...YEARS } };

/** The type of a fresh column. VARCHAR knows no limit, so that nothing is cut; enumerations are texts. */
export function declareType(type: ColumnType): DeclaredType {
  switch (type.kind) {
    case 'integer':
      return integerType(INTEGERS[type.bits].type);
    case 'float':
      return floatType(type.bits);
    case 'decimal':
      return decimalType(type.precision, type.scale);
    case 'boolean':
      return { type: 'BOOLEAN', form: { kind: 'boolean', write: 'word' } };
    case 'uuid':
      return { type: 'UUID', form: { kind: 'uuid', write: 'text' } };
    case 'date-time':
      return TIMESTAMP;
    case 'date':
      return { type: 'DATE', form: { kind: 'date', ...YEARS } };
    case 'time':
      return { type: 'TIME', form: { kind: 'time' } };
    case 'duration':
      return { type: 'VARCHAR', form: { kind: 'duration' } };
    case 'ip':
      return { type: 'VARCHAR', form: { kind: 'ip', versions: type.versions, write: 'text' } };
    case 'text':
    case 'enum':
      return TEXT;
    case 'array':
      return arrayType(type.items?.type);
    case 'object':
    case 'unknown':
      return JSON_TYPE;
  }
}

/** The declared type that goes with the words of an integer type. */
export function integerType(name: 'SMALLINT' | 'INTEGER' | 'BIGINT'): DeclaredType {
  const { type, minimum, maximum } = Object.values(INTEGERS).find((one) => one.type === name) ?? INTEGERS[64];
  return { type, form: { kind: 'integer', minimum, maximum } };
}

/** The declared type of a floating point number. */
export function floatType(bits: 32 | 64): DeclaredType {
  return { type: bits === 32 ? 'FLOAT' : 'DOUBLE', form: { kind: 'float', bits, holdsNonFinite: true } };
}

/** A decimal without limits, or with more digits than DuckDB has, is a text: exactness comes first. */
export function decimalType(precision: number | undefined, scale: number | undefined): DeclaredType {
  const form: CellForm = {
    kind: 'decimal',
    ...(precision === undefined ? {} : { precision }),
    ...(scale === undefined ? {} : { scale }),
  };
  if (precision === undefined || precision > MAX_PRECISION) return { type: 'VARCHAR', form };
  const digits = scale ?? 0;
  return { type: `DECIMAL(${precision},${digits})`, form: { kind: 'decimal', precision, scale: digits } };
}

/**
 * A list of what JSON carries exactly; anything else stays JSON. Decimals would pass through floating point numbers on
 * their way out of JSON.
 */
function arrayType(items: ColumnType | undefined): DeclaredType {
  if (items === undefined || !LISTED.has(items.kind)) return JSON_TYPE;
  const item = declareType(items);
  return { type: `${item.type}[]`, form: { kind: 'array', items: item.form, write: 'json' } };
}

const LISTED: ReadonlySet<ColumnType['kind']> = new Set([
  'integer',
  'float',
  'boolean',
  'uuid',
  'date-time',
  'date',
  'text',
  'enum',
  'ip',
  'duration',
]);
