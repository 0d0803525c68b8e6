import type { EnumType, ValueShape } from '../../../dap/index.js';
import { present } from '../../../util/present.js';
import type { CellForm } from '../../contract/cell-form.js';
import type { ExistingColumn } from '../../contract/design.js';
import { itemType, parseType } from './type-text.js';

const INTEGER_BITS: Readonly<Record<string, bigint>> = { smallint: 16n, integer: 32n, bigint: 64n };
/** Years before the first one are not written as DAP writes them, so they are left out. */
const TIMESTAMP_YEARS = { minYear: 1, maxYear: 294_276 };
const DATE_YEARS = { minYear: 1, maxYear: 5_874_897 };

/** Half of what a server with the usual `max_stack_depth` (2 MB) reads at least. */
const MAX_JSON_DEPTH = 5000;

/** What is looked at of a column. */
type Target = Pick<ExistingColumn, 'name' | 'type' | 'nullable' | 'enumValues' | 'lookup'>;

/** How values of a shape are written into a column; undefined when the column cannot hold them. */
export function formOf(shape: ValueShape, target: Target): CellForm | undefined {
  const { kind } = shape.type;
  if (target.lookup !== undefined && (kind === 'enum' || kind === 'text')) {
    return textForm(target.lookup.maxChars);
  }
  const { base, args, isArray } = parseType(target.type);
  if (isArray) return arrayForm(shape, target);
  if (target.enumValues !== undefined) return enumForm(shape, target.enumValues);
  if (base === 'text' || base === 'varchar') return textForm(args[0]);
  if (base === 'json' || base === 'jsonb') {
    return kind === 'object' || kind === 'array' ? jsonForm(base) : undefined;
  }
  return numberForm(shape, base, args) ?? momentForm(shape, base, args);
}

function jsonForm(base: string): CellForm {
  return { kind: 'json', holdsNul: base === 'json', maxDepth: MAX_JSON_DEPTH };
}

function textForm(maxChars: number | undefined): CellForm {
  return { kind: 'text', holdsNul: false, ...present({ maxChars }) };
}

function arrayForm({ type }: ValueShape, target: Target): CellForm | undefined {
  if (type.kind !== 'array' || type.items === undefined) return undefined;
  const items = formOf(type.items, { ...target, type: itemType(target.type) });
  return items === undefined ? undefined : { kind: 'array', items, write: 'braces' };
}

/** The values that the column has, and those that the schema has: these are added where they are missing. */
function enumForm({ type }: ValueShape, existing: readonly string[]): CellForm | undefined {
  if (type.kind !== 'enum') return undefined;
  const added = (type as EnumType).open ? [] : type.values;
  return { kind: 'enum', values: [...new Set([...existing, ...added])] };
}

function numberForm({ type }: ValueShape, base: string, args: readonly number[]): CellForm | undefined {
  const bits = INTEGER_BITS[base];
  if (bits !== undefined) {
    if (type.kind !== 'integer') return undefined;
    const limit = 2n ** (bits - 1n);
    return { kind: 'integer', minimum: -limit, maximum: limit - 1n };
  }
  if (base === 'numeric') {
    const [precision, scale] = args;
    const isNumber = type.kind === 'integer' || type.kind === 'decimal';
    return isNumber ? { kind: 'decimal', ...present({ precision, scale }) } : undefined;
  }
  if (base === 'real' || base === 'double precision') {
    const isFloat = type.kind === 'float' || (type.kind === 'integer' && type.bits < 64);
    return isFloat ? { kind: 'float', bits: base === 'real' ? 32 : 64, holdsNonFinite: true } : undefined;
  }
  return undefined;
}

function momentForm({ type }: ValueShape, base: string, args: readonly number[]): CellForm | undefined {
  switch (base) {
    case 'boolean':
      return type.kind === 'boolean' ? { kind: 'boolean', write: 'word' } : undefined;
    case 'uuid':
      return type.kind === 'uuid' ? { kind: 'uuid', write: 'text' } : undefined;
    case 'inet':
      return type.kind === 'ip' ? { kind: 'ip', versions: type.versions, write: 'text' } : undefined;
    case 'timestamp without time zone':
    case 'timestamp with time zone':
      if (type.kind !== 'date-time') return undefined;
      return { kind: 'timestamp', write: 'iso', digits: args[0] ?? 6, ...TIMESTAMP_YEARS };
    case 'date':
      return type.kind === 'date' ? { kind: 'date', ...DATE_YEARS } : undefined;
    case 'time without time zone':
      return type.kind === 'time' ? { kind: 'time' } : undefined;
    case 'interval':
      return type.kind === 'duration' ? { kind: 'duration' } : undefined;
    default:
      return undefined;
  }
}
