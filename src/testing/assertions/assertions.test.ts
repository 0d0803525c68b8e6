import { expect, test } from 'vitest';
import {
  BASIC_READ_ASSERTIONS,
  checkAll,
  DISCOVERY_ASSERTIONS,
  FAILING_READ_ASSERTIONS,
  FULL_REFRESH_ASSERTIONS,
  INCREMENTAL_ASSERTIONS,
  parseMessages,
  readLines,
} from '../index.js';
import {
  catalog,
  catalogMessage,
  day,
  digest,
  failed,
  record,
  sound,
  state,
  status,
  stream,
  whole,
} from '../sound-read.test-helper.js';

test('a sound read passes all rules', () => {
  expect(failed(checkAll(BASIC_READ_ASSERTIONS, { catalog, output: readLines(sound) }))).toEqual([]);
  expect(failed(checkAll(DISCOVERY_ASSERTIONS, { messages: catalogMessage(stream) }))).toEqual([]);
});

test('a rule without what it needs is not judged and names the option', () => {
  const results = checkAll(BASIC_READ_ASSERTIONS, { catalog, output: readLines(sound), fillAllColumns: false });
  expect(results.find(({ id }) => id === '39')?.notRun).toBe('judged on demand only (--fill-all-columns)');
  expect(results.find(({ name }) => name === 'expected-records')?.notRun).toContain('(--expect-records)');
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
])('rule %s finds its fault in a catalog', (id, broken) => {
  const previousCatalog = id === '30' ? { streams: [stream] } : undefined;
  const input = { messages: catalogMessage(broken), ...(previousCatalog === undefined ? {} : { previousCatalog }) };
  expect(failed(checkAll(DISCOVERY_ASSERTIONS, input))).toEqual([id]);
});

test('rule 22 finds repeated streams and missing catalogs', () => {
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
])('rule %s finds its fault in a read', (id, lines) => {
  expect(failed(checkAll(BASIC_READ_ASSERTIONS, { catalog, output: readLines(lines) }))).toContain(id);
});

test('rule 43 finds an impossible catalog that is read', () => {
  expect(failed(checkAll(FAILING_READ_ASSERTIONS, { messages: parseMessages(sound) }))).toEqual(['43']);
});

test('rule 45 finds records that a second full read lacks or emits too early', () => {
  const check = (second: string[]) =>
    failed(checkAll(FULL_REFRESH_ASSERTIONS, { first: digest(sound), second: digest(second) }));
  expect(check(whole(record(day(2), 5), record(day(1), 5)))).toEqual([]);
  expect(check(whole(record(day(1), 5)))).toEqual(['45']);
  expect(check(whole(record(day(1)), record(day(2))))).toEqual(['45']);
});

test('rules 46 to 48 find repetition, older records and records of the future', () => {
  const good = { first: digest(sound), second: digest(whole(record(day(3)))), hasNewData: true };
  const check = (change: object) => failed(checkAll(INCREMENTAL_ASSERTIONS, { ...good, ...change }));
  expect(check({})).toEqual([]);
  expect(check({ second: digest(sound) })).toEqual(['46']);
  expect(check({ second: digest([]) })).toEqual(['46']);
  expect(check({ resumed: [{ at: 5, read: digest([record(day(1))]) }] })).toEqual(['47']);
  expect(check({ future: { read: digest([record(day(3))]), unmoved: [] } })).toEqual(['48']);
});
