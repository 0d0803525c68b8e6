import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  checkMessages,
  checkReadOrder,
  errorsOf,
  logsOf,
  recordsOf,
  runConnector,
  statusesOf,
} from '../../src/testing/index.js';

const PROGRAM = fileURLToPath(new URL('sample-sources/schema-source.mjs', import.meta.url));

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'schema-source-'));
  await writeFile(join(folder, 'config.json'), '{}');
});
afterAll(async () => await rm(folder, { recursive: true }));

const full = (name: string) => ({ stream: { name, json_schema: {} }, sync_mode: 'full_refresh' });

async function read(streams: readonly object[]) {
  await writeFile(join(folder, 'catalog.json'), JSON.stringify({ streams }));
  const args = ['read', '--config', join(folder, 'config.json'), '--catalog', join(folder, 'catalog.json')];
  const run = await runConnector({ command: ['node', PROGRAM], args, timeoutMs: 30_000 });
  expect(checkMessages(run.lines)).toEqual([]);
  expect(checkReadOrder(run.messages)).toEqual([]);
  const errors = errorsOf(run.messages).map((error) => [
    error.stream_descriptor?.name,
    error.internal_message?.split(':')[0],
    error.message,
  ]);
  return { ...run, errors };
}

test('a stream with an invalid schema fails alone, before its records are read; the others are read', async () => {
  const bad = [
    'closed_object',
    'unknown_type',
    'list_file',
    'lost_reference',
    'without_file',
    'key_not_there',
    'misshaped',
  ];
  const run = await read(['sound', ...bad, 'shaped'].map(full));
  expect(run.exitCode).toBe(1);
  expect(recordsOf(run.messages).map((record) => record.stream)).toEqual(['sound', 'shaped']);
  for (const name of ['sound', 'shaped'])
    expect(statusesOf(run.messages, name)).toEqual(['STARTED', 'RUNNING', 'COMPLETE']);
  for (const name of bad) expect(statusesOf(run.messages, name)).toEqual(['STARTED', 'INCOMPLETE']);
  expect(run.errors).toEqual([
    [
      'closed_object',
      'CDK_STREAM_DEFINITION',
      expect.stringContaining('/properties/office of its schema has additionalProperties other than true'),
    ],
    [
      'unknown_type',
      'CDK_STREAM_DEFINITION',
      expect.stringContaining('/properties/id/type must be equal to one of the allowed values'),
    ],
    ['list_file', 'SCHEMA_NOT_OBJECT', expect.stringContaining('list_file.json')],
    ['lost_reference', 'SCHEMA_REF_MISSING', expect.stringContaining('Did you mean "identifier.json"?')],
    ['without_file', 'SCHEMA_NOT_FOUND', expect.stringContaining('without_file.json')],
    [
      'key_not_there',
      'CDK_STREAM_DEFINITION',
      expect.stringContaining('primary key office.id is not among the properties'),
    ],
    ['misshaped', 'SCHEMA_INVALID', expect.stringContaining('Stream misshaped: Field at of the zod shape')],
  ]);
});

test('an invalid schema of a stream that the catalog does not select has no effect', async () => {
  const run = await read([full('sound')]);
  expect([run.exitCode, run.errors]).toEqual([0, []]);
});

test('a schema made in code is requested once by a read, and checked like those of files', async () => {
  const run = await read(['dynamic', 'dynamic_cast', 'dynamic_sound'].map(full));
  expect(logsOf(run.messages, 'INFO').filter((text) => text.includes('asked'))).toEqual([
    'dynamic_sound asked for its schema 1 times',
  ]);
  expect(run.errors.map(([stream, code]) => [stream, code])).toEqual([
    ['dynamic', 'CDK_STREAM_DEFINITION'],
    ['dynamic_cast', 'CDK_STREAM_DEFINITION'],
  ]);
});

const chosen = (more: object) => ({ ...full('chosen'), sync_mode: 'incremental', cursor_field: ['at'], ...more });
test.each<[string, object, string | undefined]>([
  ['a cursor that is there', chosen({}), undefined],
  [
    'a cursor that is not there',
    chosen({ cursor_field: ['att'] }),
    'Stream chosen: cursor att is not among the properties of its schema. Did you mean "at"? Choose another column in the connection.',
  ],
  [
    'a cursor inside a column that is no object',
    chosen({ cursor_field: ['at', 'time'] }),
    'Stream chosen: cursor at.time is not',
  ],
  ['a cursor of which a full refresh has no use', { ...full('chosen'), cursor_field: ['gone'] }, undefined],
  ['a key that is there', chosen({ primary_key: [['id'], ['at']], destination_sync_mode: 'append_dedup' }), undefined],
  [
    'a key that is not there',
    chosen({ primary_key: [['id'], ['gone']], destination_sync_mode: 'append_dedup' }),
    'Stream chosen: primary key gone is not',
  ],
  [
    'a key of which the destination has no use',
    chosen({ primary_key: [['gone']], destination_sync_mode: 'append' }),
    undefined,
  ],
  [
    'a key although the source has its own',
    { ...full('sound'), primary_key: [['gone']], destination_sync_mode: 'append_dedup' },
    undefined,
  ],
])('a user who chooses %s', async (_title, entry, problem) => {
  const run = await read([entry, full('shaped')]);
  expect(statusesOf(run.messages, 'shaped')).toEqual(['STARTED', 'RUNNING', 'COMPLETE']);
  expect(run.errors).toEqual(
    problem === undefined ? [] : [['chosen', 'CDK_CATALOG_INVALID', expect.stringContaining(problem)]],
  );
  expect(run.exitCode).toBe(problem === undefined ? 0 : 1);
});
