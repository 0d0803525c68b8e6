import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../util/json.js';
import type { FaultSpec } from './faults.js';
import type { Emulator } from './index.js';
import { startEmulator } from './index.js';
import { PlainClient } from './testing/plain-client.js';

let emulator: Emulator;
let client: PlainClient;

beforeAll(async () => {
  emulator = await startEmulator({ limits: false, jobDelayMs: 0 });
  client = new PlainClient(emulator);
  await client.login();
});
afterEach(() => emulator.faults.clear());
afterAll(() => emulator.close());

interface TableSchema {
  readonly definitions?: JsonObject;
  readonly required?: readonly string[];
  readonly properties: { readonly key?: { properties: JsonObject }; readonly value: { properties: JsonObject } };
}

async function schemaOf(table: string): Promise<TableSchema> {
  const { body } = await client.call('GET', `/dap/query/canvas/table/${table}/schema`);
  return body['schema'] as unknown as TableSchema;
}

describe('a table that was never filled', () => {
  it.each([
    ['http400', 400],
    ['http500', 500],
  ] as const)('answers its query as %s until the fault is cleared', async (as, status) => {
    emulator.faults.set({ name: 'neverFilled', table: 'canvas.roles', as });
    for (const _ of [1, 2]) {
      const { status: answered, body } = await client.query('canvas.roles', {});
      expect([answered, body['error']]).toEqual([
        status,
        expect.objectContaining({ type: 'ProcessingError', message: 'There is no data available yet' }),
      ]);
    }
    emulator.faults.clear('neverFilled');
    expect((await client.fetch('canvas.roles')).job['status']).toBe('complete');
  });

  it('answers by default with a failed job, even if an earlier job has rows', async () => {
    await client.fetch('canvas.wikis');
    emulator.faults.set({ name: 'neverFilled', table: 'canvas.wikis' });
    const job = await client.finish(await client.query('canvas.wikis', {}));
    expect(job).toMatchObject({
      status: 'failed',
      error: { type: 'ProcessingError', message: 'There is no data available yet' },
    });
  });
});

describe('an odd schema', () => {
  const armed = async (kind: NonNullable<FaultSpec['kind']>) => {
    emulator.faults.set({ name: 'oddSchema', table: 'canvas.users', kind });
    return schemaOf('users');
  };

  it('lacks the key, or its columns', async () => {
    const schema = await armed('noKey');
    expect([schema.properties.key, schema.required]).toEqual([undefined, undefined]);
    emulator.faults.clear();
    expect((await armed('emptyKey')).properties.key?.properties).toEqual({});
  });

  it('has a key of type object, or a type that is not one', async () => {
    expect((await armed('objectKey')).properties.key?.properties['id']).toMatchObject({ type: 'object' });
    emulator.faults.clear();
    expect(JSON.stringify(await armed('unknownType'))).toContain('"type":"money"');
  });

  it('refers to itself', async () => {
    const { definitions, properties } = await armed('recursive');
    expect(properties.value.properties['anything']).toEqual({ $ref: '#/definitions/JsonType' });
    expect(JSON.stringify(definitions?.['JsonType'])).toContain('"#/definitions/JsonType"');
  });

  it('has one name in key and value, and so have the rows', async () => {
    const { key, value } = (await armed('sharedName')).properties;
    expect([Object.keys(key?.properties ?? {}), value.properties]).toEqual([
      ['id'],
      expect.objectContaining({ id: expect.objectContaining({ type: 'string' }) }),
    ]);
    const { lines } = await client.fetch('canvas.users', { mode: 'condensed' });
    expect(lines).toHaveLength(500);
    expect(lines.every((line) => /"key":\{"id":\d+\}.*"id":"value beside key \d+"/.test(line))).toBe(true);
  });

  it('concerns its table alone, until it is cleared', async () => {
    await armed('noKey');
    expect((await schemaOf('roles')).properties.key).toBeDefined();
    expect((await schemaOf('users')).properties.key).toBeUndefined();
    emulator.faults.clear();
    expect((await schemaOf('users')).properties.key).toBeDefined();
  });
});

describe('one table of many', () => {
  it('is listed twice', async () => {
    emulator.faults.set({ name: 'listedTwice', table: 'canvas.users' });
    const tables = (await client.call('GET', '/dap/query/canvas/table')).body['tables'] as string[];
    expect(tables.filter((table) => table === 'users')).toHaveLength(2);
    expect(new Set(tables).size).toBe(tables.length - 1);
  });

  it.each([
    ['api403', 403],
    ['api500', 500],
  ] as const)('has a schema that answers %s', async (name, status) => {
    emulator.faults.set({ name, on: 'schema', table: 'users', times: 'forever' });
    const statusOf = async (table: string) =>
      (await client.call('GET', `/dap/query/canvas/table/${table}/schema`)).status;
    expect([await statusOf('users'), await statusOf('users'), await statusOf('roles')]).toEqual([status, status, 200]);
  });
});
