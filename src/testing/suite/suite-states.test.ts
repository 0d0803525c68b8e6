import { expect, test } from 'vitest';
import { digestRead } from '../assertions/read-digest.js';
import { catalogOf } from '../catalog-of.js';
import type { ReceivedMessage } from '../received-message.js';
import { resumePoints, stateUpTo } from './suite-states.js';

const stream = {
  name: 's',
  json_schema: { properties: { at: { type: 'integer' } } },
  supported_sync_modes: ['incremental'],
  source_defined_cursor: true,
  default_cursor_field: ['at'],
};
const catalog = catalogOf({ streams: [stream] }, { syncMode: 'incremental' });
const record = (at: number): ReceivedMessage => ({
  type: 'RECORD',
  record: { stream: 's', emitted_at: 1, data: { at } },
});
const state = (at: number): ReceivedMessage => ({
  type: 'STATE',
  state: { type: 'STREAM', stream: { stream_descriptor: { name: 's' }, stream_state: { at } } },
});
const pairs = (count: number) => Array.from({ length: count }, (_, index) => [record(index), state(index)]).flat();
const pointsOf = (messages: ReceivedMessage[], count: number) =>
  resumePoints(digestRead(messages, catalog), catalog, count);

test('a read is resumed from states spread evenly, the last among them', () => {
  expect(pointsOf(pairs(3), 10)).toEqual([2, 4, 6]);
  expect(pointsOf(pairs(10), 2)).toEqual([10, 20]);
  expect(pointsOf(pairs(7), 3)).toEqual([6, 10, 14]);
  expect(pointsOf(pairs(100), 10)).toHaveLength(10);
  expect(pointsOf(pairs(100), 1)).toEqual([200]);
  expect(pointsOf([], 10)).toEqual([]);
});

test('states that hand in the same are one', () => {
  expect(pointsOf([record(1), state(1), state(1), record(2), state(2), state(2)], 10)).toEqual([2, 5]);
});

test('if few states are tried, those that interrupt a stream come before those at its end', () => {
  const inOther = (message: ReceivedMessage): ReceivedMessage =>
    JSON.parse(JSON.stringify(message).replaceAll('"s"', '"other"'));
  const both = catalogOf({ streams: [stream, { ...stream, name: 'other' }] }, { syncMode: 'incremental' });
  const read = digestRead([...pairs(2), ...pairs(3).map(inOther)], both);
  expect(resumePoints(read, both, 10)).toEqual([2, 4, 6, 8, 10]);
  expect(resumePoints(read, both, 4)).toEqual([2, 6, 8, 10]);
  expect(resumePoints(read, both, 2)).toEqual([6, 10]);
});

test('states that could run ahead of their records come first', () => {
  // The fourth state of forty names a cursor that comes only with the next record.
  const messages = pairs(40);
  messages[7] = state(4);
  messages[9] = state(5);
  expect(pointsOf(messages, 4)).toContain(8);
});

test('what is handed back are the last states of the streams that are read', () => {
  const digest = digestRead(pairs(3), catalog);
  expect(stateUpTo(digest, catalog, 4)).toEqual([state(1).state]);
  expect(stateUpTo(digest, catalog)).toEqual([state(2).state]);
  expect(stateUpTo(digest, { streams: [] })).toEqual([]);
});
