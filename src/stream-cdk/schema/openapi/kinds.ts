import { isSchemaObject, type JsonSchema, ownValue } from '../../../schema/json-schema.js';
import { uniteShapes } from './merge-shapes.js';
import type { Piece } from './schema-site.js';
import { type Shape, shape } from './shape.js';

/** The kinds of objects that a discriminator tells apart. */
export interface Kinds {
  /** Name of the property that tells which kind an object is. */
  readonly property: string;
  readonly pieces: readonly Piece[];
  /** What the property is for each kind; undefined where the description does not say. */
  readonly values: readonly (readonly string[] | undefined)[];
}

/** Reads `discriminator` beside `oneOf` or `anyOf`; undefined if there is none. Source: OpenAPI 3.1, 4.8.25. */
export function kindsOf(schema: JsonSchema): Kinds | undefined {
  const discriminator = ownValue(schema, 'discriminator');
  const property = isSchemaObject(discriminator) ? ownValue(discriminator, 'propertyName') : undefined;
  const keyword = ['oneOf', 'anyOf'].find((name) => Array.isArray(ownValue(schema, name)));
  if (typeof property !== 'string' || keyword === undefined || !isSchemaObject(discriminator)) return undefined;
  const branches = ownValue(schema, keyword) as unknown[];
  if (branches.length === 0) return undefined;
  return {
    property,
    pieces: branches.map((branch, at) => ({ schema: branch, steps: [keyword, String(at)] })),
    values: branches.map((branch) => valuesFor(branch, ownValue(discriminator, 'mapping'))),
  };
}

/** The keys that lead to a kind, else its own name. */
function valuesFor(branch: unknown, mapping: unknown): string[] | undefined {
  const ref = isSchemaObject(branch) ? ownValue(branch, '$ref') : undefined;
  if (typeof ref !== 'string') return undefined;
  const name = ref.split('/').at(-1) ?? ref;
  const keys = isSchemaObject(mapping)
    ? Object.keys(mapping).filter((key) => mapping[key] === ref || mapping[key] === name)
    : [];
  return keys.length > 0 ? keys : [name];
}

/** Whether a shape describes objects and nothing else. */
export function isObjectShape({ types, properties, branches }: Shape): boolean {
  const isObject = types.length === 0 ? properties.size > 0 : types.length === 1 && types[0] === 'object';
  return isObject && branches.length === 0;
}

/** A shape for objects of all kinds, in which the discriminator is one list of values. */
export function uniteKinds(shapes: readonly Shape[], { property, values }: Kinds): Shape {
  const united = uniteShapes(shapes);
  const own = shapes.map(({ properties }) => properties.get(property));
  const lists = own.map((part, at) => (part?.kind === 'shape' && part.values !== undefined ? part.values : values[at]));
  const known = lists.every((list) => list !== undefined) ? [...new Set(lists.flat())] : undefined;
  const tag = shape({
    types: ['string'],
    ...(known?.every((value) => typeof value === 'string') ? { values: known } : {}),
  });
  return { ...united, properties: new Map([...united.properties, [property, tag]]) };
}
