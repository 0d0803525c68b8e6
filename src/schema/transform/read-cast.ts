import { isSchemaObject, type JsonSchema, ownValue } from '../json-schema.js';
import { type Cast, TYPE_BIT } from './plan.js';

const TARGETS = ['string', 'number', 'integer', 'boolean', 'array'] as const;
const SIMPLE_TYPES: ReadonlySet<unknown> = new Set(['string', 'number', 'integer', 'boolean', 'null']);
/** Keywords that restrict a value without naming its type. */
const RESTRICTING = ['$ref', 'allOf', 'anyOf', 'const', 'enum', 'if', 'not', 'oneOf'];

/** The default cast of a schema; undefined if it has no type, or several besides null. */
export function readCast(schema: JsonSchema, strict: boolean): Cast | undefined {
  const type = ownValue(schema, 'type');
  const names = Array.isArray(type) ? type.filter((name) => name !== 'null') : [type];
  const target = TARGETS.find((name) => name === names[0]);
  if (target === undefined || names.length !== 1) return undefined;
  const nullable = Array.isArray(type) && type.includes('null');
  return { target, nullable, wrap: target === 'array' ? readWrap(schema, strict) : 'never' };
}

/**
 * When a lone value becomes a list of one. The usual rule takes the list form of the items' type only
 * (`["string"]`, not `"string"`), takes null as any other value, and takes items without a type as fit for all.
 */
function readWrap(schema: JsonSchema, strict: boolean): Cast['wrap'] {
  const items = ownValue(schema, 'items');
  const wraps = strict ? 'scalars' : 'scalars-and-null';
  if (items === undefined || items === true) return wraps;
  if (!isSchemaObject(items)) return 'never';
  const type = ownValue(items, 'type');
  if (type === undefined || type === null) {
    return strict && RESTRICTING.some((keyword) => Object.hasOwn(items, keyword)) ? 'never' : wraps;
  }
  if (Array.isArray(type)) return type.every((name) => SIMPLE_TYPES.has(name)) ? wraps : 'never';
  return strict && SIMPLE_TYPES.has(type) ? wraps : 'never';
}

/** The bits of the types that a `type` keyword allows; undefined if its value is neither a name nor a list. */
export function readAccepts(type: unknown): number | undefined {
  if (typeof type !== 'string' && !Array.isArray(type)) return undefined;
  const bits = new Map<unknown, number>(Object.entries(TYPE_BIT));
  return (Array.isArray(type) ? type : [type]).reduce<number>((all, name) => all | (bits.get(name) ?? 0), 0);
}
