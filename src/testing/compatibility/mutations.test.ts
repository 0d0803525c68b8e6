import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSchemaObject, type JsonSchema, ownValue, setOwn } from '../../schema/json-schema.js';
import { compareCatalogs } from './compare-catalogs.js';
import { compareSpecs } from './compare-specs.js';
import { type ConnectorChange, fieldPlace } from './connector-change.js';

const NAMES = ['a', 'b.c', 'id', '__proto__', 'constructor', 'type', 'items', 'properties', '[]', 'ö'];
const SCALARS = ['string', 'integer', 'number', 'boolean'];

const scalar = fc
  .record({ type: fc.constantFrom(...SCALARS), nullable: fc.boolean() })
  .map(({ type, nullable }): JsonSchema => ({ type: nullable ? ['null', type] : type }));

/** Objects, lists of both kinds, and alternatives with null or, as in specifications, distinguished by a constant. */
const { schema } = fc.letrec<{ schema: JsonSchema; object: JsonSchema }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
    scalar,
    tie('object'),
    tie('schema').map((items): JsonSchema => ({ type: 'array', items })),
    fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((items): JsonSchema => ({ type: 'array', items })),
    tie('object').map((object): JsonSchema => ({ anyOf: [object, { type: 'null' }] })),
    tie('object').map((object): JsonSchema => ({ type: 'object', oneOf: [withKind(object)] })),
  ),
  object: fc
    .uniqueArray(fc.tuple(fc.constantFrom(...NAMES), tie('schema')), { selector: ([name]) => name, maxLength: 4 })
    .map((members): JsonSchema => ({ type: 'object', properties: own(members) })),
}));
const root = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...NAMES), schema), { selector: ([name]) => name, minLength: 1, maxLength: 5 })
  .map((members): JsonSchema => ({ type: 'object', properties: own(members) }));

function own(members: readonly (readonly [string, unknown])[]): JsonSchema {
  const result: JsonSchema = {};
  for (const [name, value] of members) setOwn(result, name, value);
  return result;
}

function withKind(object: JsonSchema): JsonSchema {
  const properties = own(Object.entries(object['properties'] as JsonSchema));
  setOwn(properties, 'kind', { const: 'k' });
  return { ...object, properties };
}

interface Site {
  readonly properties: JsonSchema;
  readonly name: string;
  /** The schema that holds the properties. */
  readonly holder: JsonSchema;
  readonly inCatalog: string;
  readonly inSpec: string;
}

/** Every property of a schema with its place as catalogs and specifications name it. */
function sitesIn(node: unknown, inCatalog: string, inSpec: string): Site[] {
  if (!isSchemaObject(node)) return [];
  const properties = ownValue(node, 'properties');
  const items = ownValue(node, 'items');
  const [any, one] = ['anyOf', 'oneOf'].map((keyword) => (ownValue(node, keyword) ?? []) as unknown[]);
  const list = Array.isArray(items) ? items : [items];
  return [
    ...(isSchemaObject(properties) ? propertySites(node, properties, inCatalog, inSpec) : []),
    ...list.flatMap((item, index) => {
      const position = Array.isArray(items) ? `[${index}]` : '[]';
      return sitesIn(item, inCatalog + position, inSpec + position);
    }),
    ...(any ?? []).flatMap((branch, index) => sitesIn(branch, inCatalog, `${inSpec}(#${index})`)),
    ...(one ?? []).flatMap((branch) => sitesIn(branch, inCatalog, `${inSpec}(kind="k")`)),
  ];
}

function propertySites(holder: JsonSchema, properties: JsonSchema, inCatalog: string, inSpec: string): Site[] {
  return Object.keys(properties).flatMap((name) => {
    if (name === 'kind') return [];
    const places = [fieldPlace(inCatalog, name), fieldPlace(inSpec, name)] as const;
    const site = { properties, name, holder, inCatalog: places[0], inSpec: places[1] };
    return [site, ...sitesIn(ownValue(properties, name), ...places)];
  });
}

type Mutation = (site: Site) => boolean;
const typed =
  (change: (field: JsonSchema, type: unknown) => boolean): Mutation =>
  ({ properties, name }) => {
    const field = ownValue(properties, name);
    return isSchemaObject(field) && Object.hasOwn(field, 'type') && change(field, field['type']);
  };

/** Each changes a schema at a site and returns whether it could; those of both, then those of one kind. */
const BOTH: Record<string, Mutation> = {
  remove: ({ properties, name }) => Reflect.deleteProperty(properties, name),
  retype: ({ properties, name }) => {
    const other = JSON.stringify(ownValue(properties, name)).includes('"boolean"') ? 'string' : 'boolean';
    setOwn(properties, name, { type: other });
    return true;
  },
  'forbid null': typed((field, type) => {
    if (!Array.isArray(type) || type[0] !== 'null') return false;
    field['type'] = type[1];
    return true;
  }),
};
const CATALOG: Record<string, Mutation> = {
  ...BOTH,
  'make a date of it': typed((field, type) => {
    if (type !== 'string') return false;
    field['format'] = 'date';
    return true;
  }),
  'add a type': typed((field, type) => {
    if (typeof type !== 'string' || !SCALARS.includes(type)) return false;
    field['type'] = [type, 'object'];
    return true;
  }),
};
const SPEC: Record<string, Mutation> = {
  ...BOTH,
  require: ({ holder, name }) => {
    holder['required'] = [name];
    return true;
  },
  'allow some values': typed((field, type) => {
    if (type !== 'string') return false;
    field['enum'] = ['x'];
    return true;
  }),
};

const inCatalog = (previous: JsonSchema, next: JsonSchema) =>
  compareCatalogs([{ name: 's', json_schema: previous }], [{ name: 's', json_schema: next }]);

test('comparing a schema with itself finds nothing', () => {
  fc.assert(
    fc.property(root, (any) => {
      expect(inCatalog(any, structuredClone(any))).toEqual([]);
      expect(compareSpecs(any, structuredClone(any))).toEqual([]);
    }),
  );
});

test('anything that JSON can hold is compared with anything without an error', () => {
  const any = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(fc.constantFrom('type', 'items', 'oneOf', 'enum', 'properties', 'required'), fc.jsonValue()),
  );
  fc.assert(
    fc.property(any, any, (previous, next) => {
      expect(compareSpecs(previous, structuredClone(previous))).toEqual([]);
      expect(inCatalog(previous as JsonSchema, structuredClone(previous) as JsonSchema)).toEqual([]);
      compareSpecs(previous, next);
      inCatalog(previous as JsonSchema, next as JsonSchema);
    }),
  );
});

type Compare = (previous: JsonSchema, next: JsonSchema) => ConnectorChange[];
const KINDS: readonly [string, string, Mutation, Compare, 'inCatalog' | 'inSpec'][] = [
  ...Object.entries(CATALOG).map(([name, mutate]) => ['catalog', name, mutate, inCatalog, 'inCatalog'] as const),
  ...Object.entries(SPEC).map(([name, mutate]) => ['specification', name, mutate, compareSpecs, 'inSpec'] as const),
].map(([kind, name, mutate, compare, place]) => [kind, name, mutate, compare, place]);

test.each(KINDS)('in a %s, a change of the kind "%s" is found at its place', (_kind, _name, mutate, compare, place) => {
  let tried = 0;
  fc.assert(
    fc.property(root, fc.nat(), (previous, choice) => {
      const next = structuredClone(previous);
      const sites = sitesIn(next, '', '');
      const start = choice % sites.length;
      const site = [...sites.slice(start), ...sites.slice(0, start)].find(mutate);
      if (site === undefined) return;
      tried += 1;
      const found = compare(previous, next)
        .filter((change) => change.breaking)
        .map((change) => change.place);
      expect(found).toContain(site[place]);
    }),
    { numRuns: 200 },
  );
  expect(tried).toBeGreaterThan(10);
});
