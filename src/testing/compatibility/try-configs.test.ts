import { expect, test } from 'vitest';
import { generateConfigs } from './generate-configs.js';
import { tryConfigs } from './try-configs.js';

const object = (properties: object) => ({ type: 'object', properties });
const before = object({ account: { type: 'string' }, pages: { type: 'integer', minimum: 1 } });

test.each<[string, object]>([
  ['a pattern', { account: { type: 'string', pattern: '^[0-9]{40}$' } }],
  ['a format', { account: { type: 'string', format: 'uuid' } }],
  ['a keyword of numbers', { pages: { type: 'integer', multipleOf: 1_000_003 } }],
  ['a keyword that forbids', { pages: { not: { type: 'integer' } } }],
])('%s that is new refuses configurations of the previous version', async (_title, properties) => {
  const configs = await generateConfigs(before);
  expect(configs).toHaveLength(100);
  expect(tryConfigs(before, configs)).toEqual([]);
  const [change, ...others] = tryConfigs(object(properties), configs);
  expect(others).toEqual([]);
  expect(change).toMatchObject({ breaking: true, place: '', what: expect.stringContaining('is refused: /') });
});

test('a specification that leads nowhere is a change, one that is not a schema is not', () => {
  expect(tryConfigs({ $ref: '#/definitions/gone' }, [{}])).toHaveLength(1);
  expect(tryConfigs({ type: 'text' }, [{}])).toEqual([]);
});
