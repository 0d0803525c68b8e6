import { expect, it } from 'vitest';
import { TransformConfig } from './transform-config.js';
import { TransformWarnings } from './transform-warnings.js';
import { TypeTransformer } from './type-transformer.js';

it('counts warnings by path and types, without values, indexes or names from within records', () => {
  const warnings = new TransformWarnings();
  const schema = { type: 'object', properties: { a: { items: { properties: { b: { type: ['null', 'number'] } } } } } };
  const run = new TypeTransformer(TransformConfig.DefaultSchemaNormalization).compile(schema, warnings.add);
  run({ a: [{ b: 'secret' }, { b: 'other' }, { b: { private_name: 1 } }] });
  run('text');
  expect(warnings.drain()).toEqual([
    { text: "Value of type 'string' does not fit type 'null or number' at path 'a.*.b'.", count: 2 },
    { text: "Value of type 'object' does not fit type 'null or number' at path 'a.*.b'.", count: 1 },
    { text: "Value of type 'string' does not fit type 'object' of the record itself.", count: 1 },
  ]);
  expect(warnings.drain()).toEqual([]);
});

it('distinguishes at most 1,000 kinds and counts the rest together', () => {
  const warnings = new TransformWarnings();
  for (let round = 0; round < 2; round++) {
    for (let field = 0; field < 1500; field++) warnings.add({ path: [`f${field}`], from: 'null', to: 'string' });
  }
  const kinds = warnings.drain();
  expect(kinds).toHaveLength(1001);
  expect(kinds.slice(0, 1000).every(({ count }) => count === 2)).toBe(true);
  expect(kinds[1000]?.count).toBe(1000);
});

it('accepts types that are not names', () => {
  const warnings = new TransformWarnings();
  warnings.add({ path: ['a'], from: 'integer', to: [] });
  warnings.add({ path: ['a'], from: 'integer', to: [{ secret: 1 }] });
  expect(warnings.drain().map(({ text }) => text)).toEqual([
    "Value of type 'integer' does not fit type 'none' at path 'a'.",
    "Value of type 'integer' does not fit type 'unknown' at path 'a'.",
  ]);
});
