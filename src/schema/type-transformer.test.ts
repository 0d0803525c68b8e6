import { describe, expect, it, vi } from 'vitest';
import { parseJson, stringifyJson } from '../util/json.js';
import type { JsonSchema } from './json-schema.js';
import { TransformConfig } from './transform-config.js';
import { type CustomTransform, TypeTransformer, type TypeTransformerOptions } from './type-transformer.js';

const { NoTransform, DefaultSchemaNormalization, CustomSchemaNormalization } = TransformConfig;

/** What becomes of one field, and the path and type of each warning. */
function cast(fieldSchema: unknown, json: string, options: TypeTransformerOptions = {}): [string, ...string[]] {
  const warnings: string[] = [];
  const transformer = new TypeTransformer(DefaultSchemaNormalization, {
    ...options,
    onWarning: ({ path, from, to }) =>
      warnings.push(`${path.join('.')}: ${JSON.stringify(from)} ${JSON.stringify(to)}`),
  });
  const record = parseJson(`{"v":${json}}`);
  transformer.transform(record, { type: 'object', properties: { v: fieldSchema } });
  return [stringifyJson(record).slice(5, -1), ...warnings];
}

/** Schema of the field, its JSON, the JSON after, warnings. */
const CASTS: readonly [unknown, string, ...string[]][] = [
  [{ type: 'string' }, '12', '"12"'],
  [{ type: 'string' }, '{"unexpected_object":"value"}', `"{'unexpected_object': 'value'}"`],
  [{ type: 'string' }, '10000000000000000001', '"10000000000000000001"'],
  [{ type: ['null', 'string'] }, 'null', 'null'],
  [{ type: 'string' }, 'null', '"None"'],
  [{ type: 'integer' }, '"12"', '12'],
  [{ type: 'integer' }, '"9007199254740993"', '9007199254740993'],
  [{ type: 'integer' }, '9007199254740993', '9007199254740993'],
  [{ type: 'integer' }, '1e22', '10000000000000000000000'],
  [{ type: 'integer' }, '1.9', '1'],
  [{ type: 'integer' }, '-0.5', '0'],
  [{ type: 'integer' }, '1e400', '"1e400"', 'v: "string" "integer"'],
  [{ type: 'integer' }, '"asdf"', '"asdf"', 'v: "string" "integer"'],
  [{ type: 'number' }, '"1e3"', '1000'],
  [{ type: 'number' }, '9007199254740993', '9007199254740993'],
  [{ type: 'number' }, '"9007199254740993"', '9007199254740993'],
  [{ type: 'number' }, '"nan"', '"nan"', 'v: "string" "number"'],
  [{ type: 'number' }, '"Infinity"', '"Infinity"', 'v: "string" "number"'],
  [{ type: 'number' }, '9'.repeat(300), '9'.repeat(300)],
  [{ type: 'boolean' }, '" Yes "', 'true'],
  [{ type: 'boolean' }, '{}', 'false'],
  [{ type: 'boolean' }, '12345678901234567890', 'true'],
  [{ type: 'array' }, '"a"', '["a"]'],
  [{ type: 'array', items: { type: ['integer'] } }, '"5"', '[5]'],
  [{ type: 'array', items: { type: 'integer' } }, '["5","x"]', '[5,"x"]', 'v.1: "string" "integer"'],
  [{ type: 'array', items: [{ type: 'integer' }, true] }, '["5","6","7"]', '[5,"6","7"]'],
  [{ type: ['string', 'integer'] }, 'true', 'true', 'v: "boolean" ["string","integer"]'],
  [{ oneOf: [{ type: 'string' }] }, '1', '1'],
  [{ type: 'object' }, '{"a":1}', '{"a":1}'],
  [{ type: 'integer' }, '{"k":{"l":[1]}}', '{"k":{"l":[1]}}', 'v: {"k":{"l":"array"}} "integer"'],
  [{ type: 'unheard-of' }, '1', '1', 'v: "integer" "unheard-of"'],
  [{ $ref: 'elsewhere.json' }, '"1"', '"1"'],
  [{ $ref: '#/properties/v' }, '"1"', '"1"'],
  [true, '"1"', '"1"'],
  [5, '"1"', '"1"'],
  [null, '"1"', '"1"'],
];

describe('the default casts', () => {
  it.each(CASTS)('%j makes of %s', (schema, json, ...expected) => {
    expect(cast(schema, json)).toEqual(expected);
  });

  it.each<[unknown, string, ...string[]]>([
    [{ type: 'integer' }, '1.9', '1.9', 'v: "number" "integer"'],
    [{ type: 'integer' }, '2', '2'],
    [{ type: 'integer' }, '"1_000"', '"1_000"', 'v: "string" "integer"'],
    [{ type: 'number' }, '"१२"', '"१२"', 'v: "string" "number"'],
    [{ type: 'array' }, 'null', 'null', 'v: "null" "array"'],
    [{ type: 'array', items: { type: 'string' } }, '5', '["5"]'],
    [{ type: 'array', items: { oneOf: [{ type: 'string' }] } }, '1', '1', 'v: "integer" "array"'],
  ])('strict: %j makes of %s', (schema, json, ...expected) => {
    expect(cast(schema, json, { strict: true })).toEqual(expected);
  });

  it('write objects and lists as JSON if asked to', () => {
    expect(cast({ type: 'string' }, '{"a":[1,null,10000000000000000001]}', { objectsAs: 'json' })).toEqual([
      '"{\\"a\\":[1,null,10000000000000000001]}"',
    ]);
  });

  it.each(['python', 'json'] as const)('write a Date as JSON does, objects as %s', (objectsAs) => {
    const record = { at: new Date(0), on: new Date(0) };
    const schema = { properties: { at: { type: 'string' }, on: { type: ['null', 'string'], format: 'date-time' } } };
    new TypeTransformer(DefaultSchemaNormalization, { objectsAs }).transform(record, schema);
    expect(record).toEqual({ at: '1970-01-01T00:00:00.000Z', on: '1970-01-01T00:00:00.000Z' });
  });

  it('cast behind references only if an object or a list leads there', () => {
    const schema = { properties: { next: { $ref: '#' }, n: { type: 'integer' } } };
    const record = { n: '1', next: { n: '2', next: { n: 'x', next: {} } } };
    const onWarning = vi.fn();
    new TypeTransformer(DefaultSchemaNormalization, { onWarning }).transform(record, schema);
    expect(record).toEqual({ n: 1, next: { n: 2, next: { n: 'x', next: {} } } });
    expect(onWarning.mock.calls).toEqual([[{ path: ['next', 'next', 'n'], from: 'string', to: 'integer' }]]);
  });
});

describe('hostile records', () => {
  it('leave prototypes alone', () => {
    const text = '{"__proto__":{"__proto__":"1"},"constructor":"2","hasOwnProperty":"3","toString":null}';
    const names = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf'];
    const members = Object.fromEntries(names.map((name) => [name, { type: 'integer' } as JsonSchema]));
    const nested = Object.fromEntries([...Object.entries(members), ['__proto__', { properties: members }]]);
    const record = JSON.parse(text);
    new TypeTransformer(DefaultSchemaNormalization).transform(record, { properties: nested });
    expect(JSON.stringify(record)).toBe(
      '{"__proto__":{"__proto__":1},"constructor":2,"hasOwnProperty":3,"toString":null}',
    );
    expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
    expect(Object.hasOwn(Object.prototype, 'valueOf')).toBe(true);
  });

  it.each<[string, unknown]>([
    ['nested without end', JSON.parse(`${'{"next":'.repeat(50_000)}1${'}'.repeat(50_000)}`)],
    ['a list nested without end', JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)],
  ])('survive a record %s', (_, record) => {
    const onWarning = vi.fn();
    const schema = { properties: { next: { $ref: '#' } }, items: { $ref: '#' } };
    new TypeTransformer(DefaultSchemaNormalization, { onWarning }).transform(record, schema);
    expect(onWarning).toHaveBeenCalledOnce();
  });

  it('keep a value that nests too deep to become text, with a warning', () => {
    for (const objectsAs of ['python', 'json'] as const) {
      const onWarning = vi.fn();
      const record: { v: unknown } = JSON.parse(`{"v":${'['.repeat(20_000)}${']'.repeat(20_000)}}`);
      const schema = { properties: { v: { type: 'string' } } };
      new TypeTransformer(DefaultSchemaNormalization, { objectsAs, onWarning }).transform(record, schema);
      expect(Array.isArray(record.v)).toBe(true);
      expect(onWarning.mock.calls).toEqual([[{ path: ['v'], from: 'array', to: 'string' }]]);
    }
  });
});

describe('hostile schemas', () => {
  it('survive a schema that contains itself', () => {
    const schema: JsonSchema = { type: 'object', properties: { n: { type: 'integer' } } };
    (schema['properties'] as JsonSchema)['self'] = schema;
    const record = { n: '1', self: { n: '2' } };
    new TypeTransformer(DefaultSchemaNormalization).transform(record, schema);
    expect(record.n).toBe(1);
  });

  it('survive a schema that nests without end', () => {
    const schema = JSON.parse(`${'{"properties":{"a":'.repeat(3000)}{}${'}}'.repeat(3000)}`);
    const record = JSON.parse(`${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`);
    new TypeTransformer(DefaultSchemaNormalization).transform(record, schema);
    expect(record.a).toBeDefined();
  });

  it.each<[string, unknown]>([
    ['itself', { $ref: '#' }],
    ['each other', { $ref: '#/definitions/a', definitions: { a: { $ref: '#/definitions/b' }, b: { $ref: '#' } } }],
    ['a list', { $ref: '#/enum', enum: [1] }],
    ['an anchor', { $ref: '#anchor' }],
  ])('survive a reference that leads to %s', (_, schema) => {
    const record = { a: 1 };
    new TypeTransformer(DefaultSchemaNormalization).transform(record, schema as JsonSchema);
    expect(record).toEqual({ a: 1 });
  });

  it.each([true, false, null, 5, 'text', []])('survive %j in the place of a schema', (schema) => {
    const record = { a: '1' };
    new TypeTransformer(DefaultSchemaNormalization).transform(record, schema as unknown as JsonSchema);
    expect(record).toEqual({ a: '1' });
  });
});

describe('flags', () => {
  it.each([0, -1, 1.5, 8, NoTransform | DefaultSchemaNormalization, NoTransform | CustomSchemaNormalization])(
    'refuse the flags %s',
    (flags) => {
      expect(() => new TypeTransformer(flags)).toThrow(expect.objectContaining({ code: 'TRANSFORM_CONFIG' }));
    },
  );

  it('refuse a custom function without its flag', () => {
    const register = (): unknown =>
      new TypeTransformer(DefaultSchemaNormalization).registerCustomTransform((value) => value);
    expect(register).toThrow(expect.objectContaining({ code: 'TRANSFORM_CONFIG' }));
  });

  it('refuse a custom function that is not a function', () => {
    const given: unknown = undefined;
    const register = (): unknown =>
      new TypeTransformer(CustomSchemaNormalization).registerCustomTransform(given as CustomTransform);
    expect(register).toThrow('A custom transform is a function, not undefined.');
  });

  it('do nothing by default, and do not even warn', () => {
    const onWarning = vi.fn();
    const transformer = new TypeTransformer(undefined, { onWarning });
    const record = { v: 12 };
    transformer.transform(record, { properties: { v: { type: 'string' } } });
    expect([record, transformer.isActive, onWarning.mock.calls]).toEqual([{ v: 12 }, false, []]);
  });

  it('call the custom function after the cast, with the schema of the field, the last one registered', () => {
    const transformer = new TypeTransformer(CustomSchemaNormalization | DefaultSchemaNormalization);
    const run = transformer.compile({ properties: { v: { type: 'string', format: 'date' }, w: {} } });
    transformer.registerCustomTransform(() => 'first');
    const custom = (value: unknown, schema: JsonSchema): unknown => [value, schema];
    expect(transformer.registerCustomTransform(custom)).toBe(custom);
    const record = { v: 12, w: null };
    run(record);
    expect(record).toEqual({ v: ['12', { type: 'string', format: 'date' }], w: [null, {}] });
    expect(transformer.hasCustomTransform).toBe(true);
  });
});

describe('custom functions and listeners', () => {
  it('pass on what a custom function throws', () => {
    const transformer = new TypeTransformer(CustomSchemaNormalization);
    transformer.registerCustomTransform(() => {
      throw new Error('no date');
    });
    expect(() => transformer.transform({ v: 1 }, { properties: { v: {} } })).toThrow('no date');
  });

  it('allow a custom function to use the transformer itself', () => {
    const transformer = new TypeTransformer(CustomSchemaNormalization | DefaultSchemaNormalization);
    const inner = { properties: { n: { type: 'integer' } } };
    transformer.registerCustomTransform((value, schema) => {
      if (schema['type'] !== 'object') return value;
      const parsed: unknown = JSON.parse(String(value));
      transformer.transform(parsed, inner);
      return parsed;
    });
    const record = { v: '{"n":"1"}' };
    transformer.transform(record, { properties: { v: { type: 'object' } } });
    expect(record).toEqual({ v: { n: 1 } });
  });

  it('call both listeners for a warning', () => {
    const [first, second] = [vi.fn(), vi.fn()];
    const transformer = new TypeTransformer(DefaultSchemaNormalization, { onWarning: first });
    transformer.compile({ properties: { v: { type: 'integer' } } }, second)({ v: 'x' });
    expect(first.mock.calls).toEqual([[{ path: ['v'], from: 'string', to: 'integer' }]]);
    expect(second.mock.calls).toEqual(first.mock.calls);
  });

  it('compile a schema once', () => {
    const transformer = new TypeTransformer(DefaultSchemaNormalization);
    const schema = { properties: {} };
    expect(transformer.compile(schema)).toBe(transformer.compile(schema));
  });
});
