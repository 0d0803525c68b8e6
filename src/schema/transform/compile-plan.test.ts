import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isSchemaObject, type JsonSchema } from '../json-schema.js';
import { TransformConfig } from '../transform-config.js';
import { TypeTransformer } from '../type-transformer.js';
import type { TransformWarning } from './runtime.js';

const NAMES = ['a', 'b', '__proto__', 'constructor', 'hasOwnProperty', '1', 'with space', '', 'ключ', 'quote\'"\\\n'];

const name = fc.constantFrom(...NAMES);
const TARGETS = ['string', 'number', 'integer', 'boolean', 'array', 'object'];
const type = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...TARGETS) },
  { weight: 4, arbitrary: fc.constantFrom(...TARGETS).map((only) => ['null', only]) },
  { weight: 1, arbitrary: fc.array(fc.constantFrom(...TARGETS, 'null', 'unheard-of'), { maxLength: 3 }) },
);
const ref = fc.constantFrom('#', '#/properties/a', '#/properties/b', '#/definitions/x', '#/nowhere', 'other.json', '%');
const rubbish = fc.constantFrom<unknown>(true, false, null, 5, 'text', [], [1]);

/** A schema of these keywords in any order, those without a value left out. */
function keywords(parts: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<JsonSchema> {
  const entries = fc.tuple(...Object.entries(parts).map(([key, part]) => fc.tuple(fc.constant(key), part)));
  return entries
    .chain((all) => fc.shuffledSubarray(all, { minLength: all.length }))
    .map((all) => Object.fromEntries(all.filter(([, part]) => part !== undefined)));
}

const maybe = (part: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => fc.option(part, { nil: undefined });
const { schema, tree } = fc.letrec<{ schema: JsonSchema; part: unknown; tree: JsonSchema; list: JsonSchema }>((tie) => {
  const members = fc.dictionary(name, tie('part'), { maxKeys: 4, noNullPrototype: true });
  const wild = keywords({
    type: maybe(type),
    properties: maybe(fc.oneof(members, rubbish)),
    items: maybe(fc.oneof(tie('part'), fc.array(tie('part'), { maxLength: 2 }))),
    $ref: maybe(ref),
  });
  return {
    part: fc.oneof({ weight: 12, arbitrary: tie('schema') }, { weight: 1, arbitrary: rubbish }),
    tree: keywords({ type: maybe(fc.constantFrom('object', ['null', 'object'])), properties: members }),
    list: keywords({ type: maybe(fc.constantFrom('array', ['null', 'array'])), items: tie('part') }),
    schema: fc.oneof(
      { maxDepth: 4 },
      { weight: 6, arbitrary: keywords({ type }) },
      { weight: 3, arbitrary: tie('tree') },
      { weight: 2, arbitrary: tie('list') },
      { weight: 1, arbitrary: wild },
    ),
  };
});

const TEXTS = ['', 'x', ' 12 ', '12', '12.', '-1.5', '.5', '1_0', '1e3', '9007199254740993', 'nan', 'yes', 'ОК'];
const scalar = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom<unknown>(null, true, false, 0, -0, 7, 1.5, -1.9, 1e300, 2 ** 53, 10n ** 30n),
  },
  { weight: 4, arbitrary: fc.constantFrom(...TEXTS) },
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double().map(String),
  fc.bigInt(),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    scalar,
    fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
}));

/** A value that mostly has the shape that `part` describes: its properties in any order, its elements. */
function valueFor(part: unknown): fc.Arbitrary<unknown> {
  if (!isSchemaObject(part)) return value;
  const { properties, items } = part;
  const shapes: fc.Arbitrary<unknown>[] = [];
  if (isSchemaObject(properties)) {
    const members = Object.entries(properties).map(([key, member]) => fc.tuple(fc.constant(key), valueFor(member)));
    const entries = fc.tuple(...members).chain((all) => fc.shuffledSubarray(all));
    shapes.push(entries.map((all) => Object.fromEntries(all)));
  }
  if (isSchemaObject(items)) shapes.push(fc.array(valueFor(items), { maxLength: 3 }));
  if (shapes.length === 0) return fc.oneof({ weight: 4, arbitrary: scalar }, { weight: 1, arbitrary: value });
  return fc.oneof({ weight: 6, arbitrary: fc.oneof(...shapes) }, { weight: 1, arbitrary: scalar });
}

const schemaAndRecord = fc
  .oneof({ weight: 3, arbitrary: tree }, { weight: 1, arbitrary: schema })
  .chain((parts) => fc.tuple(fc.constant(parts), valueFor(parts)));

interface Outcome {
  readonly record: unknown;
  readonly warnings: TransformWarning[];
}

/** Text in which any difference shows: order, prototypes, -0, bigint. */
function show(outcome: unknown): string {
  return fc.stringify(outcome);
}

function run(record: unknown, parts: JsonSchema, strict: boolean): Outcome {
  const warnings: TransformWarning[] = [];
  const flags = TransformConfig.DefaultSchemaNormalization;
  const transformer = new TypeTransformer(flags, { strict, onWarning: (warning) => warnings.push(warning) });
  const copy = structuredClone(record);
  transformer.transform(copy, parts);
  return { record: copy, warnings };
}

function withoutCodeGeneration<T>(task: () => T): T {
  vi.stubGlobal('Function', function refuse() {
    throw new EvalError('Code generation from strings disallowed for this context');
  });
  try {
    return task();
  } finally {
    vi.unstubAllGlobals();
  }
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('the two ways to compile a plan', () => {
  it('give the same values and warnings for any schema and any record', () => {
    const property = fc.property(schemaAndRecord, value, fc.boolean(), ([parts, fitting], other, strict) => {
      for (const record of [fitting, other]) {
        const closures = withoutCodeGeneration(() => run(record, parts, strict));
        // A schema that wraps and refers back to itself nests until it is stopped, by either way at a level of its own.
        fc.pre(!closures.warnings.some(({ to }) => String(to).startsWith('anything nested less than')));
        expect(show(run(record, parts, strict))).toBe(show(closures));
      }
    });
    fc.assert(property, { numRuns: 500 });
  });

  it.each(['12', 12, 'true'])('check the result of a cast against a $ref beside the type: %j', (before) => {
    const type = typeof before === 'number' ? 'string' : before === 'true' ? 'boolean' : 'integer';
    const parts = { type: 'object', properties: { a: { $ref: '#', type } } };
    const compiled = run({ a: before }, parts, false);
    expect(compiled.warnings.map(({ path, to }) => [path, to])).toEqual([[['a'], 'object']]);
    expect(show(compiled)).toBe(show(withoutCodeGeneration(() => run({ a: before }, parts, false))));
  });

  it('leave nothing to do for a second run over the same record', () => {
    const property = fc.property(schemaAndRecord, ([parts, record]) => {
      // A reference may ask for another type than what stands beside it: each run would cast to both in turn.
      fc.pre(!JSON.stringify(parts).includes('"$ref"'));
      const once = run(record, parts, true);
      expect(show(run(once.record, parts, true).record)).toBe(show(once.record));
    });
    fc.assert(property, { numRuns: 200 });
  });

  it('use source where it is allowed, and closures where it is not', () => {
    const parts = { type: 'object', properties: { a: { type: 'integer' } } };
    const spy = vi.fn(function create() {
      return () => () => undefined;
    });
    vi.stubGlobal('Function', spy);
    run({ a: '1' }, parts, false);
    expect(spy).toHaveBeenCalledOnce();
    vi.unstubAllGlobals();
    expect(withoutCodeGeneration(() => run({ a: '1' }, parts, false)).record).toEqual({ a: 1 });
  });

  it('cast every one of a thousand columns', () => {
    const names = Array.from({ length: 1000 }, (_, index) => `column_${index}`);
    const parts = { properties: Object.fromEntries(names.map((column) => [column, { type: 'integer' }])) };
    const record = Object.fromEntries(names.map((column, index) => [column, String(index)]));
    expect(run(record, parts, false).record).toEqual(Object.fromEntries(names.map((column, index) => [column, index])));
  });
});
