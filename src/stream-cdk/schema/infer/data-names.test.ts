import { expect, test } from 'vitest';
import { takeDataNames } from './data-names.js';
import { readOutputLines, recordLine, schemaOf } from './infer.test-helper.js';
import { notesOn } from './node-notes.js';

const OPEN = { additionalProperties: true };
const MAP = { type: ['null', 'object'], ...OPEN };

/** The schema of the field `f` of records that each have one of `values` there. */
async function field(...values: object[]): Promise<unknown> {
  const schema = await schemaOf(values.map((value) => JSON.stringify({ f: value })));
  return (schema['properties'] as Record<string, unknown>)['f'];
}

const uuid = (index: number) => `0b5e9a52-7d2f-4c4e-9f3b-${String(index).padStart(12, '0')}`;
const keyed = (count: number, name: (index: number) => string, value: unknown = 1) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [name(index), value]));

test.each<[string, object]>([
  ['dates', { '2024-05-01': 1 }],
  ['months', { '2024-05': 1, '2024-06': { a: 1 } }],
  ['times', { '2024-05-01T10:00:00Z': 1 }],
  ['UUIDs', { [uuid(1)]: { a: 1 }, [uuid(2)]: 5 }],
  ['e-mail addresses', { 'ada@example.com': true }],
  ['years', { 2021: 1, 2022: 2.5, 2023: null }],
  ['small numbers, if there are many', keyed(10, String)],
  ['ids', { '5f1e0c9a7b3d2e4f6a8b0c1d': {}, '5f1e0c9a7b3d2e4f6a8b0c1e': {}, '5f1e0c9a7b3d2e4f6a8b0c1f': {} }],
  ['ids with a prefix', { cus_Nff8xT2mQ1aZ9b: 1, cus_Nff8xT2mQ1aZ9c: 1, cus_Nff8xT2mQ1aZ9d: 1 }],
  ['any names, if there are many of one shape', keyed(200, (index) => `user ${index}`, { visits: 1 })],
])('%s as names make a map', async (_, value) => {
  expect(await field(value)).toEqual(MAP);
});

test.each<[string, object]>([
  ['few small numbers', keyed(9, String)],
  ['numbers with values of different types', { ...keyed(12, String), 5: 'x' }],
  ['names with a number behind', { customfield_10010: 1, customfield_10011: 1, customfield_10012: 1 }],
  ['many names whose values differ', { ...keyed(300, (index) => `field ${index}`), other: 'x' }],
  [
    'many objects that share no name',
    Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`p${i}`, { [`q${i}`]: 1 }])),
  ],
  ['fewer names of one shape', keyed(199, (index) => `user ${index}`)],
])('%s stay fields', async (_, value) => {
  expect(await field(value)).toMatchObject({ properties: { [Object.keys(value)[0] ?? '']: {} } });
});

test('names of fields beside them stay', async () => {
  expect(await field({ total: 3, '2024-05-01': 1, '2024-05-02': 2 })).toEqual({
    ...MAP,
    properties: { total: { type: ['null', 'integer'] } },
  });
});

test('names that each record has few of make a map', async () => {
  const records = Array.from({ length: 60 }, (_, index) => ({ [`user ${index}`]: 1 }));
  expect(await field(...records)).toEqual(MAP);
});

test('52,279 columns of ids do not become as many properties, and the report names the place only', async () => {
  const records = Array.from({ length: 300 }, (_, index) =>
    recordLine(
      JSON.stringify({
        id: index,
        days: keyed(200, (day) => `20${10 + (day % 80)}-0${1 + (day % 9)}-${10 + (index % 20)}`),
      }),
    ),
  );
  const { streams } = await readOutputLines(records);
  const [stream] = streams.values();
  if (stream === undefined) throw new Error('no stream');
  const before = stream.context.fields;
  const taken = takeDataNames(stream.root, new Set());
  expect(before - taken).toBe(2);
  const days = stream.root.properties.get('days');
  expect([...notesOn(stream.root).values()]).toEqual(
    days?.isMap ? [['days']] : [[expect.stringMatching(/^days \(\d+\)$/)]],
  );
});

test('a record whose own names are dates is a map, but a required field stays', async () => {
  const { streams } = await readOutputLines([recordLine('{"2024-05-01":1,"id":1}')]);
  const root = streams.get('users')?.root;
  const required = root?.properties.get('2024-05-01');
  if (root === undefined || required === undefined) throw new Error('no field');
  expect(takeDataNames(root, new Set([required]))).toBe(0);
  expect(takeDataNames(root, new Set())).toBe(1);
  expect([...root.properties.keys()]).toEqual(['id']);
});
