import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { JsonSchema } from '../json-schema.js';
import { TransformConfig } from '../transform-config.js';
import { TypeTransformer } from '../type-transformer.js';
import type { TransformWarning } from './runtime.js';

const NAMES = ['a', 'b', '__proto__', 'constructor', 'hasOwnProperty', '1', 'with space', '', 'ключ', 'quote\'"\\\n'];
const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null', 'unheard-of'];

const name = fc.constantFrom(...NAMES);
const type = fc.oneof(
  fc.constantFrom(...TYPES),
  fc.constantFrom(...TYPES).map((only) => ['null', only]),
  fc.array(fc.constantFrom(...TYPES), { maxLength: 3 }),
);
const ref = fc.constantFrom('#', '#/properties/a', '#/properties/b', '#/definitions/x', '#/nowhere', 'other.json', '%');
const rubbish = fc.constantFrom<unknown>(true, false, null, 5, 'text', [], [1]);

const { schema } = fc.letrec<{ schema: JsonSchema; part: unknown }>((tie) => ({
  part: fc.oneof({ weight: 12, arbitrary: tie('schema') }, { weight: 1, arbitrary: rubbish }),
  schema: fc
    .tuple(
      fc.option(type, { nil: undefined }),
      fc.option(
        fc.oneof(
          { weight: 5, arbitrary: fc.dictionary(name, tie('part'), { maxKeys: 4, noNullPrototype: true }) },
          rubbish,
        ),
        {
          nil: undefined,
          depthIdentifier: 'schema',
        },
      ),
      fc.option(fc.oneof({ weight: 5, arbitrary: tie('part') }, fc.array(tie('part'), { maxLength: 2 })), {
        nil: undefined,
        depthIdentifier: 'schema',
      }),
      fc.option(ref, { nil: undefined, freq: 1 }),
      fc.shuffledSubarray(['type', 'properties', 'items', '$ref'], { minLength: 3 }),
    )
    .map(([types, properties, items, $ref, order]) => {
      const keywords: JsonSchema = { type: types, properties, items, $ref };
      return Object.fromEntries(order.map((key) => [key, keywords[key]]).filter(([, value]) => value !== undefined));
    }),
}));

const scalar = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -0,
    1.5,
    -1.9,
    1e300,
    2 ** 53,
    10n ** 30n,
    '',
    'x',
    ' 12 ',
    '1_0',
    'yes',
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double().map(String),
  fc.integer().map(String),
  fc.bigInt(),
  fc.string(),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    scalar,
    fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
}));

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
    const property = fc.property(
      schema,
      fc.array(value, { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      (parts, records, strict) => {
        for (const record of records) {
          const closures = withoutCodeGeneration(() => run(record, parts, strict));
          expect(show(run(record, parts, strict))).toBe(show(closures));
        }
      },
    );
    fc.assert(property, { numRuns: 400 });
  });

  it('leave nothing to do for a second run over the same record', () => {
    const property = fc.property(schema, value, (parts, record) => {
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
