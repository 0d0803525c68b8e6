import { expect, test } from 'vitest';
import {
  BASIC_READ_ASSERTIONS,
  catalogOf,
  checkAll,
  checkMessages,
  checkReadOrder,
  DISCOVERY_ASSERTIONS,
  digestRead,
  FAILING_READ_ASSERTIONS,
  FULL_REFRESH_ASSERTIONS,
  INCREMENTAL_ASSERTIONS,
  parseMessages,
  type ReceivedMessage,
  readLines,
  stateFrom,
} from './index.js';

const stream = {
  name: 'users',
  json_schema: { type: 'object', properties: { id: { type: 'integer' }, at: { type: 'string', format: 'date-time' } } },
  supported_sync_modes: ['full_refresh', 'incremental'],
  default_cursor_field: ['at'],
  source_defined_primary_key: [['id']],
};
const catalogMessage = (...streams: object[]) =>
  [{ type: 'CATALOG', catalog: { streams } }] as unknown as ReceivedMessage[];
const catalog = catalogOf({ streams: [stream] }, { syncMode: 'incremental' });
const status = (value: string) =>
  `{"type":"TRACE","trace":{"type":"STREAM_STATUS","emitted_at":1,"stream_status":{"stream_descriptor":{"name":"users"},"status":"${value}"}}}`;
const record = (data: string, at = 1) =>
  `{"type":"RECORD","record":{"stream":"users","emitted_at":${at},"data":${data}}}`;
const state = (value: string, count: number) =>
  `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"users"},"stream_state":${value}},"sourceStats":{"recordCount":${count}.0}}}`;
const day = (n: number) => `{"id":${n},"at":"2026-01-0${n}T00:00:00Z"}`;
const whole = (...body: string[]) => [status('STARTED'), status('RUNNING'), ...body, status('COMPLETE')];
const failed = (results: readonly { id: string; problems: readonly string[] }[]) =>
  results.filter((result) => result.problems.length > 0).map((result) => result.id);

const digest = (lines: readonly string[]) => digestRead(parseMessages(lines), catalog);

const sound = whole(record(day(1)), record(day(2)), state('{"at":"2026-01-02T00:00:00Z"}', 2));

test('a sound read passes all checks', () => {
  const messages = parseMessages(sound);
  expect(checkMessages(sound)).toEqual([]);
  expect(checkReadOrder(messages)).toEqual([]);
  expect(failed(checkAll(BASIC_READ_ASSERTIONS, { catalog, output: readLines(sound) }))).toEqual([]);
  expect(failed(checkAll(DISCOVERY_ASSERTIONS, { messages: catalogMessage(stream) }))).toEqual([]);
});

test.each<[string, string[]]>([
  ['neither COMPLETE nor INCOMPLETE', sound.slice(0, -1)],
  ['comes before STARTED', sound.slice(1)],
  ['RUNNING comes twice', [status('STARTED'), status('RUNNING'), status('RUNNING'), status('COMPLETE')]],
  ['a record comes before RUNNING', [status('STARTED'), record('{}'), status('COMPLETE')]],
  ['counts 3 records where 1 were written', whole(record('{}'), state('{}', 3))],
  ['a STATE comes after COMPLETE', [...sound, state('{}', 0)]],
  ['a record comes after COMPLETE', [...sound, record('{}')]],
])('the order of a read is broken: %s', (problem, lines) => {
  expect(checkReadOrder(parseMessages(lines)).join()).toContain(problem);
});

test.each<[string, string]>([
  ['not JSON', 'hello'],
  ['unknown key', '{"type":"LOG","log":{"level":"INFO","message":"x","extra":1}}'],
  ['expected object', '[1]'],
  ['log.level', '{"type":"LOG","log":{"level":"LOUD","message":"x"}}'],
])('a line is no message: %s', (problem, line) => {
  expect(checkMessages([sound[0] ?? '', line])).toEqual([expect.stringMatching(`^line 2: .*${problem}`)]);
});

test.each<[string, object]>([
  ['23', { ...stream, json_schema: { ...stream.json_schema, required: 'id' } }],
  ['24', { ...stream, default_cursor_field: ['none'] }],
  [
    '25',
    {
      ...stream,
      json_schema: { type: 'object', properties: { ...stream.json_schema.properties, x: { $ref: 'x.json' } } },
    },
  ],
  ['26', { ...stream, json_schema: { ...stream.json_schema, not: {} } }],
  ['27', { ...stream, source_defined_primary_key: [['none']] }],
  ['28', { ...stream, supported_sync_modes: [] }],
  ['29', { ...stream, json_schema: { ...stream.json_schema, additionalProperties: false } }],
  [
    '30',
    { ...stream, json_schema: { type: 'object', properties: { id: { type: 'string' }, at: { type: 'string' } } } },
  ],
  [
    '32',
    {
      ...stream,
      json_schema: { type: 'object', properties: { id: { type: ['null', 'object'] }, at: { type: 'string' } } },
    },
  ],
])('assertion %s finds its fault in a catalog', (id, broken) => {
  const previousCatalog = id === '30' ? { streams: [stream] } : undefined;
  const input = { messages: catalogMessage(broken), ...(previousCatalog === undefined ? {} : { previousCatalog }) };
  expect(failed(checkAll(DISCOVERY_ASSERTIONS, input))).toEqual([id]);
});

test('assertion 22 finds repeated streams and missing catalogs', () => {
  for (const messages of [[], catalogMessage(), catalogMessage(stream, stream)]) {
    expect(failed(checkAll(DISCOVERY_ASSERTIONS, { messages }))).toContain('22');
  }
});

test.each<[string, string[]]>([
  ['33', whole(state('{}', 0))],
  ['34', whole(record('{"other":1}'), state('{}', 1))],
  ['35', whole(record('{"id":1.0}'), state('{}', 1))],
  ['35', whole(record('{"id":1,"at":"yesterday"}'), state('{}', 1))],
  ['36', whole(record('{"id":1,"other":1}'), state('{}', 1))],
  ['37', whole(state('{}', 0))],
  ['38', whole(record('{"id":null,"at":null}'), state('{}', 1))],
  ['41', [...sound.slice(0, -1), status('INCOMPLETE')]],
  ['42', whole(record(day(1)))],
])('assertion %s finds its fault in a read', (id, lines) => {
  expect(failed(checkAll(BASIC_READ_ASSERTIONS, { catalog, output: readLines(lines) }))).toContain(id);
});

test('assertion 43 finds an impossible catalog that is read', () => {
  expect(failed(checkAll(FAILING_READ_ASSERTIONS, { messages: parseMessages(sound) }))).toEqual(['43']);
});

test('assertion 45 finds records that a second full read lacks or emits too early', () => {
  const check = (second: string[]) =>
    failed(checkAll(FULL_REFRESH_ASSERTIONS, { first: digest(sound), second: digest(second) }));
  expect(check(whole(record(day(2), 5), record(day(1), 5)))).toEqual([]);
  expect(check(whole(record(day(1), 5)))).toEqual(['45']);
  expect(check(whole(record(day(1)), record(day(2))))).toEqual(['45']);
});

test('assertions 46 to 48 find repetition, older records and records of the future', () => {
  const good = { first: digest(sound), second: digest(whole(record(day(3)))), hasNewData: true };
  const check = (change: object) => failed(checkAll(INCREMENTAL_ASSERTIONS, { ...good, ...change }));
  expect(check({})).toEqual([]);
  expect(check({ second: digest(sound) })).toEqual(['46']);
  expect(check({ second: digest([]) })).toEqual(['46']);
  expect(check({ resumed: [{ at: 5, read: digest([record(day(1))]) }] })).toEqual(['47']);
  expect(check({ future: { read: digest([record(day(3))]), unmoved: [] } })).toEqual(['48']);
});

test('a catalog is made of chosen streams and columns, and a state of the last ones', () => {
  const chosen = catalogOf(catalogMessage(stream), { syncMode: 'incremental', streams: ['users'], columns: ['id'] });
  expect(chosen.streams[0]).toMatchObject({ sync_mode: 'incremental', cursor_field: ['at'], primary_key: [['id']] });
  expect(Object.keys(chosen.streams[0]?.stream.json_schema['properties'] as object)).toEqual(['id']);
  expect(() => catalogOf({ streams: [stream] }, { syncMode: 'incremental', streams: ['nope'] })).toThrow(
    'it has users',
  );
  const twice = parseMessages([state('{"n":1}', 0), state('{"n":2}', 0)]);
  expect(stateFrom(twice).map((entry) => entry.stream?.stream_state)).toEqual([{ n: 2 }]);
  expect(stateFrom(twice, 1).map((entry) => entry.stream?.stream_state)).toEqual([{ n: 1 }]);
});
