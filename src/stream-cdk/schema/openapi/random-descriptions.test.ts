import fc from 'fast-check';
import { expect, test } from 'vitest';
import { generate, openApi } from './from-openapi.test-helper.js';

const COMPONENTS = ['A', 'b', 'C.d', 'E'];
const PREFIX = '#/components/schemas/';

/** Schemas with every keyword that matters, in good and bad form, and references to one another. */
const { schema } = fc.letrec<{ schema: unknown; object: object; keywords: object }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom<unknown>(
      true,
      {},
      null,
      { type: 'string' },
      { type: 'integer', nullable: true },
      { type: ['null', 'number'] },
    ),
    fc.constantFrom('none', ...COMPONENTS).map((name) => ({ $ref: `${PREFIX}${name}` })),
    tie('object'),
    fc.record({ type: fc.constant('array'), items: tie('schema') }),
    fc.record({ oneOf: fc.array(tie('schema'), { maxLength: 3 }) }),
    fc.record({ anyOf: fc.array(tie('schema'), { maxLength: 3 }), description: fc.string() }),
    fc.record({ allOf: fc.array(tie('schema'), { maxLength: 3 }), nullable: fc.boolean() }),
    tie('keywords'),
  ),
  object: fc.record(
    {
      type: fc.constant('object'),
      properties: fc.dictionary(fc.constantFrom('id', 'a', 'constructor', '$ref', 'type', ''), tie('schema')),
      required: fc.array(fc.constantFrom('id', 'a', 'none')),
      additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
    },
    { requiredKeys: ['type', 'properties'] },
  ),
  keywords: fc.record(
    {
      type: fc.constantFrom<unknown>('string', 'number', 'file', 'null', ['string', 'null'], 'strange', 7),
      format: fc.constantFrom<unknown>('date', 'date-time', 'int64', 'uri', 'strange', 7),
      enum: fc.oneof(fc.array(fc.constantFrom<unknown>('a', 1, null, true, {})), fc.constant('a')),
      const: fc.jsonValue(),
      minimum: fc.constantFrom<unknown>(1, '1', null),
      exclusiveMinimum: fc.constantFrom<unknown>(true, false, 1),
      pattern: fc.constantFrom<unknown>('^a', '(', '(?i)a', 1),
      maxLength: fc.constantFrom<unknown>(1, -1, 1.5, 'x'),
      default: fc.jsonValue(),
      example: fc.jsonValue(),
      discriminator: fc.constant({ propertyName: 'id' }),
      not: tie('schema'),
      title: fc.constantFrom<unknown>('T', 7),
      properties: fc.constantFrom<unknown>([], 'x', null),
      required: fc.constantFrom<unknown>(true, 'id', [7]),
      items: fc.constantFrom<unknown>([], true, 'x'),
      'x-any': fc.jsonValue(),
    },
    { requiredKeys: [] },
  ),
}));

test('whatever is described, every schema loads and is what Airbyte accepts', async () => {
  const schemas = fc.record(Object.fromEntries(COMPONENTS.map((name) => [name, schema])));
  await fc.assert(
    fc.asyncProperty(schemas, schema, async (all, record) => {
      const description = openApi({ ...all, Record: { type: 'object', properties: { f: record } } });
      const named = await generate(description, ['Record']);
      expect(Object.keys(named.streams)).toEqual(['record']);
      expect(Object.keys((await generate(description)).streams)).toContain('record');
    }),
    { numRuns: 150 },
  );
});
