import { expect, test } from 'vitest';
import type { StreamDigest } from '../assertions/read-digest.js';
import type { ReceivedState } from '../received-message.js';
import { moveToFuture } from './future-state.js';

const streamState = (value: Readonly<Record<string, unknown>>): ReceivedState => ({
  type: 'STREAM',
  stream: { stream_descriptor: { name: 's' }, stream_state: value },
});
const digest = (cursor: string | number): StreamDigest => ({
  name: 's',
  entry: { stream: { name: 's', json_schema: {} }, sync_mode: 'incremental', destination_sync_mode: 'append' },
  hasKey: false,
  records: [{ identity: '', content: '', cursor, at: 1 }],
  states: [],
});
const move = (cursor: string | number, value: Readonly<Record<string, unknown>>) =>
  moveToFuture([streamState(value)], new Map([['s', digest(cursor)]]), ['s']);

test.each<[string, string | number, Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>]>([
  ['a date', '2026-01-01', { at: '2024-02-28' }, { at: '2124-02-28' }],
  ['the 29th of February', '2026-01-01', { at: '2000-02-29' }, { at: '2100-02-28' }],
  ['an instant', '2026-01-01', { at: '2026-01-01T00:00:00.123456+05:30' }, { at: '2126-01-01T00:00:00.123456+05:30' }],
  ['an instant with a blank', '2026-01-01', { at: '2026-01-01 10:00' }, { at: '2126-01-01 10:00' }],
  ['all of them', '2026-01-01', { a: { b: ['2026-01-01', 'x'] }, id: 5 }, { a: { b: ['2126-01-01', 'x'] }, id: 5 }],
  ['seconds', 1767225600, { at: 1767225600, page: 3 }, { at: 1767225600 + 3155760000, page: 3 }],
  ['milliseconds as text', '1767225600000', { at: '1767225600000' }, { at: String(1767225600000 + 3155760000000) }],
  ['nanoseconds', 1767225600, { at: 1767225600000000000n }, { at: 4922985600000000000n }],
])('%s is moved on by a hundred years, in its form', (_title, cursor, value, expected) => {
  const { states, unmoved } = move(cursor, value);
  expect(states[0]?.stream?.stream_state).toEqual(expected);
  expect(unmoved).toEqual([]);
});

test.each<[string, string | number, Readonly<Record<string, unknown>>]>([
  ['a number that counts', 17, { id: 17 }],
  ['a number as large as an epoch beside a cursor that is not an epoch', 17, { at: 1767225600 }],
  ['a token', '2026-01-01', { token: 'abc' }],
  ['an empty state', '2026-01-01', {}],
])('%s is not moved', (_title, cursor, value) => {
  expect(move(cursor, value)).toEqual({ states: [streamState(value)], unmoved: ['s'] });
});

test('the states within a GLOBAL state are moved separately; a stream without state is not', () => {
  const parts = [
    { stream_descriptor: { name: 's' }, stream_state: { at: '2026-01-01' } },
    { stream_descriptor: { name: 't' }, stream_state: { page: 1 } },
  ];
  const { states, unmoved } = moveToFuture([{ type: 'GLOBAL', global: { stream_states: parts } }], new Map(), [
    's',
    't',
    'u',
  ]);
  expect(states[0]?.global?.stream_states.map((part) => part.stream_state)).toEqual([
    { at: '2126-01-01' },
    { page: 1 },
  ]);
  expect(unmoved).toEqual(['t', 'u']);
});
