import { expect, test } from 'vitest';
import { z } from 'zod';
import { collectSecrets } from './config-secrets.js';
import { makeSpecification } from './make-specification.js';

const secret = () => z.string().meta({ airbyte_secret: true });
const specify = (schema: z.ZodType) => makeSpecification(schema, undefined).connectionSpecification;

test.each<[string, z.ZodType, unknown, string[]]>([
  ['at the top', z.object({ a: secret() }), { a: 's1', b: 'open' }, ['s1']],
  ['in objects', z.object({ a: z.object({ b: secret() }) }), { a: { b: 's2' } }, ['s2']],
  ['in lists', z.object({ a: z.array(z.object({ b: secret() })) }), { a: [{ b: 's3' }, { b: 's4' }] }, ['s3', 's4']],
  ['as lists', z.object({ a: z.array(secret()) }), { a: ['s5', 's6'] }, ['s5', 's6']],
  ['in tuples', z.object({ a: z.tuple([z.string(), secret()]) }), { a: ['x1', 's7'] }, ['x1', 's7']],
  ['in records', z.object({ a: z.record(z.string(), secret()) }), { a: { any: 's8' } }, ['s8']],
  [
    'in unions',
    z.object({ a: z.union([z.object({ b: secret() }), z.object({ c: secret() })]) }),
    { a: { c: 's9' } },
    ['s9'],
  ],
  [
    'under names that are keywords',
    z.object({ properties: z.object({ items: secret() }) }),
    { properties: { items: 's0' } },
    ['s0'],
  ],
  ['under names with signs', z.object({ '50%/~': secret() }), { '50%/~': 'sa' }, ['sa']],
  ['given as numbers', z.object({ a: secret() }), { a: 123456 }, ['123456']],
  ['given as objects', z.object({ a: secret() }), { a: { deep: ['sb'] } }, ['sb']],
])('finds secrets %s', async (_where, schema, config, expected) => {
  expect(await collectSecrets(specify(schema), config)).toEqual(expected);
});

test('finds secrets under anyOf, oneOf, patterns and a marked object in a specification of any origin', async () => {
  const leaf = { type: 'string', airbyte_secret: true };
  const specification = {
    oneOf: [{ properties: { a: leaf } }, { anyOf: [{ allOf: [{ properties: { b: leaf } }] }] }],
    patternProperties: { '^x_': leaf },
    properties: { whole: { type: 'object', airbyte_secret: true } },
  };
  const config = { a: 'one', b: 'two', x_any: 'three', whole: { p: 'four', q: ['five'] } };
  const found = await collectSecrets(specification, config);
  for (const text of ['one', 'two', 'three', 'four', 'five']) expect(found).toContain(text);
});
