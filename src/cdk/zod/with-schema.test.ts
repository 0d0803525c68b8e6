import { expect, test } from 'vitest';
import { z } from 'zod';
import { HttpApi } from '../http/http-api.js';
import { HttpStream } from '../http/http-stream.js';
import { Stream } from '../stream.js';
import { withSchema } from './with-schema.js';

const employee = z.object({ id: z.int(), name: z.string().nullable() });

class Employees extends withSchema(Stream, employee) {
  override readonly primaryKey = 'id';
  override *readRecords() {
    yield { id: 1, name: null };
  }
}

const SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  additionalProperties: true,
  properties: { id: { type: 'integer' }, name: { type: ['string', 'null'] } },
  required: ['id', 'name'],
};

test('a stream with a zod shape has its own name, key and the schema of the shape, without any file', async () => {
  expect(await new Employees().toAirbyteStream()).toEqual({
    name: 'employees',
    json_schema: SCHEMA,
    supported_sync_modes: ['full_refresh'],
    source_defined_primary_key: [['id']],
    is_resumable: false,
  });
});

test('the schema of a shape can be taken from super and changed, which poisons no other call', async () => {
  class Modified extends Employees {
    override async getJsonSchema() {
      const schema = await super.getJsonSchema();
      Object.assign(schema['properties'] as object, { added: { type: 'boolean' } });
      return schema;
    }
  }
  const properties = { ...SCHEMA.properties, added: { type: 'boolean' } };
  const stream = new Modified();
  expect(await stream.getJsonSchema()).toEqual({ ...SCHEMA, properties });
  expect(await stream.getJsonSchema()).toEqual({ ...SCHEMA, properties });
  expect(await new Employees().getJsonSchema()).toEqual(SCHEMA);
});

test('a base class of one’s own keeps its constructor and its methods', () => {
  abstract class ApiStream<T extends object> extends HttpStream<T> {
    override readonly urlBase: string;
    constructor(config: { url: string }) {
      super();
      this.urlBase = config.url;
    }
    override path() {
      return this.name;
    }
    override parseResponse() {
      return [];
    }
  }
  class Own extends withSchema(ApiStream<z.output<typeof employee>>, employee) {
    override readonly primaryKey = 'id';
  }
  const stream = new Own({ url: 'https://api.example.com/' });
  expect(stream).toBeInstanceOf(ApiStream);
  expect([stream.urlBase, stream.path()]).toEqual(['https://api.example.com/', 'own']);
});

test('streams with a shape take what they share from their API', () => {
  class Remote extends withSchema(HttpStream, employee) {
    override readonly primaryKey = 'id';
    override path() {
      return this.name;
    }
  }
  const api = new HttpApi({ urlBase: 'https://api.example.com/', maxAttempts: 2 });
  const { api: its, urlBase, maxAttempts } = new Remote(api);
  expect([its, urlBase, maxAttempts]).toEqual([api, 'https://api.example.com/', 2]);
});

test('the error for a shape without a schema names its stream', async () => {
  class Events extends withSchema(Stream, z.object({ at: z.date() })) {
    override readonly primaryKey = 'at';
    override *readRecords() {}
  }
  await expect(new Events().getJsonSchema()).rejects.toMatchObject({
    code: 'SCHEMA_INVALID',
    message: expect.stringMatching(/^Stream events: Field at of the zod shape of a stream has no JSON schema/),
    details: { field: 'at', stream: 'events' },
  });
});
