import type { JsonObject, JsonValue } from '../../util/json.js';
import type { ColumnType, IntegerType } from './column.js';

const INTEGER_BITS: Readonly<Record<string, 16 | 32 | 64>> = { int16: 16, int32: 32, int64: 64 };
const FLOAT_BITS: Readonly<Record<string, 32 | 64>> = { float32: 32, float: 32, float64: 64, double: 64 };

/** The type of a node of type `integer`: its format decides on the size, else the bounds or values that it lists. */
export function integerType(node: JsonObject): IntegerType {
  const listed = listedIntegers(node);
  const minimum = toInteger(node['minimum'], Math.ceil) ?? add(toInteger(node['exclusiveMinimum'], Math.floor), 1n);
  const maximum = toInteger(node['maximum'], Math.floor) ?? add(toInteger(node['exclusiveMaximum'], Math.ceil), -1n);
  return {
    kind: 'integer',
    bits: own(INTEGER_BITS, node['format']) ?? smallestBits(listed ?? [minimum, maximum]),
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(listed === undefined ? {} : { values: listed }),
  };
}

function listedIntegers(node: JsonObject): bigint[] | undefined {
  const listed = node['enum'] ?? (node['const'] === undefined ? undefined : [node['const']]);
  if (!Array.isArray(listed)) return undefined;
  const values = listed.flatMap((value) => toInteger(value, Math.trunc) ?? []);
  return values.length === 0 ? undefined : values;
}

/** Unlimited on either side means 64 bits. */
function smallestBits(values: readonly (bigint | undefined)[]): 16 | 32 | 64 {
  const fits = (bits: number): boolean =>
    values.every((value) => value !== undefined && BigInt.asIntN(bits, value) === value);
  if (fits(16)) return 16;
  return fits(32) ? 32 : 64;
}

/** The type of a node of type `number`: a decimal where it names its step, else a float. */
export function numberType(node: JsonObject): ColumnType {
  const bits = own(FLOAT_BITS, node['format']);
  if (bits !== undefined) return { kind: 'float', bits };
  const step = tenPower(node['multipleOf']);
  if (step === undefined || step > 0)
    return node['format'] === 'decimal' ? { kind: 'decimal' } : { kind: 'float', bits: 64 };
  const scale = step === 0 ? 0 : -step;
  const above = tenPower(node['exclusiveMaximum']);
  const below = tenPower(negated(node['exclusiveMinimum']));
  const isLimited = above !== undefined && above === below && above >= 0;
  return { kind: 'decimal', ...(isLimited ? { precision: above + scale } : {}), scale };
}

/** The exponent of a power of ten; undefined for any other number. */
function tenPower(value: JsonValue | undefined): number | undefined {
  if (typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  const found = /^(?:1(0*)|0\.(0*)1|1e([+-]?\d+))$/.exec(String(value));
  if (found === null) return undefined;
  const [, zeros, fraction, exponent] = found;
  if (exponent !== undefined) return Number(exponent);
  return zeros === undefined ? -((fraction ?? '').length + 1) : zeros.length;
}

function negated(value: JsonValue | undefined): JsonValue | undefined {
  return typeof value === 'number' || typeof value === 'bigint' ? -value : undefined;
}

function toInteger(value: JsonValue | undefined, round: (value: number) => number): bigint | undefined {
  if (typeof value === 'bigint') return value;
  return typeof value === 'number' && Number.isFinite(value) ? BigInt(round(value)) : undefined;
}

function add(value: bigint | undefined, step: bigint): bigint | undefined {
  return value === undefined ? undefined : value + step;
}

function own<T>(table: Readonly<Record<string, T>>, name: JsonValue | undefined): T | undefined {
  return typeof name === 'string' && Object.hasOwn(table, name) ? table[name] : undefined;
}
