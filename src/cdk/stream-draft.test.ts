import { expect, test } from 'vitest';
import { Stream } from './stream.js';

class Ages extends Stream {
  override readonly primaryKey = null;

  override async getJsonSchema() {
    const age = { type: 'number', minimum: 0, exclusiveMinimum: true };
    return { $schema: 'http://json-schema.org/draft-04/schema', type: 'object', properties: { age } };
  }

  override async *readRecords() {}
}

test('a schema made in code in another draft is announced in draft-07', async () => {
  const { json_schema: schema } = await new Ages().toAirbyteStream();
  expect(schema).toEqual({
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    properties: { age: { type: 'number', exclusiveMinimum: 0 } },
  });
});
