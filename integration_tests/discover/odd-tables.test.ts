import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { FaultSpec } from '../../src/emulator/faults.js';
import { errorsOf } from '../../src/testing/messages-of-type.js';
import type { ConnectorRun } from '../../src/testing/run-connector.js';
import { streamKey } from '../../src/testing/stream-key.js';
import { Lab } from '../support/lab.js';

const OTHERS = ['canvas.accounts', 'canvas.roles'];

function offeredBy(run: ConnectorRun): string[] {
  return run.messages
    .flatMap(({ catalog }) => catalog?.streams ?? [])
    .map((stream) => streamKey(stream))
    .sort();
}

function warningsOf(run: ConnectorRun): string[] {
  return run.messages.flatMap(({ log }) => (log?.level === 'WARN' ? [log.message] : []));
}

describe('discover with one odd table of three', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.start({ tables: { 'canvas.accounts': 5, 'canvas.roles': 5, 'canvas.users': 5 }, speed: 60 });
  });
  afterEach(() => lab.emulator.faults.clear());
  afterAll(async () => await lab?.close());

  const discoverWith = async (...faults: readonly FaultSpec[]) => {
    for (const fault of faults) lab.emulator.faults.set(fault);
    return await lab.discover();
  };

  test.each<[string, FaultSpec, RegExp]>([
    ['has no key', { name: 'oddSchema', kind: 'noKey' }, /it has no key column/],
    ['has a key without columns', { name: 'oddSchema', kind: 'emptyKey' }, /it has no key column/],
    ['has an object as key', { name: 'oddSchema', kind: 'objectKey' }, /its key column id is of type object/],
    [
      'has a column of an unknown type',
      { name: 'oddSchema', kind: 'unknownType' },
      /the type "money" of its column \w+/,
    ],
    ['has one name for two columns', { name: 'oddSchema', kind: 'sharedName' }, /the column id is both in its key and/],
    ['is forbidden', { name: 'api403', on: 'schema', times: 'forever' }, /forbidden \(status 403/],
    ['lastingly fails on the server', { name: 'api500', on: 'schema', times: 'forever' }, /status 500/],
  ])('a table that %s is left out, and named', async (_what, fault, reason) => {
    const run = await discoverWith({ ...fault, table: 'canvas.users' });
    expect(run.exitCode).toBe(0);
    expect(offeredBy(run)).toEqual(OTHERS);
    const [warning, ...more] = warningsOf(run).filter((text) => text.startsWith('Stream '));
    expect(more).toEqual([]);
    expect(warning).toMatch(/^Stream canvas\.users is not offered: .*canvas\.users/);
    expect(warning).toMatch(reason);
  });

  test('a schema that refers to itself becomes open JSON at the cycle', async () => {
    const run = await discoverWith({ name: 'oddSchema', kind: 'recursive', table: 'canvas.users' });
    expect(run.exitCode).toBe(0);
    expect(offeredBy(run)).toEqual([...OTHERS, 'canvas.users']);
    const users = run.messages.flatMap(({ catalog }) => catalog?.streams ?? []).find(({ name }) => name === 'users');
    const properties = users?.json_schema['properties'] as Record<string, unknown> | undefined;
    expect(properties?.['anything']).toEqual({ type: ['null', 'boolean', 'number', 'string', 'array', 'object'] });
    expect(warningsOf(run)).toEqual([]);
  });

  test('a table that is listed twice is offered once', async () => {
    const run = await discoverWith({ name: 'listedTwice', table: 'canvas.users' });
    expect(run.exitCode).toBe(0);
    expect(offeredBy(run)).toEqual([...OTHERS, 'canvas.users']);
    expect(warningsOf(run)).toEqual(['DAP lists table canvas.users more than once. It is offered once.']);
  });

  test('it fails when no table remains', async () => {
    const run = await discoverWith({ name: 'oddSchema', kind: 'noKey' });
    expect(run.exitCode).toBe(1);
    expect(run.messages.filter(({ catalog }) => catalog !== undefined)).toEqual([]);
    expect(errorsOf(run.messages).map((error) => error.message)).toEqual([
      expect.stringMatching(/Table canvas\.accounts cannot be read, because it has no key column/),
    ]);
  });

  test('it fails at once for an account without access', async () => {
    const run = await discoverWith({ name: 'accountDisabled', on: 'schema', times: 'forever' });
    expect(run.exitCode).toBe(1);
    expect(warningsOf(run).filter((text) => text.startsWith('Stream '))).toEqual([]);
    expect(errorsOf(run.messages).map((error) => error.failure_type)).toEqual(['config_error']);
  });
});
