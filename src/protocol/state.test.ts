import { expect, test } from 'vitest';
import { readStateFile } from './state.js';

const stream = { stream_descriptor: { name: 'users', namespace: 'canvas' }, stream_state: { at: 1 } };
const entry = { descriptor: { name: 'users', namespace: 'canvas' }, state: { at: 1 } };

test.each<[string, unknown, unknown]>([
  ['nothing as an empty list', [], []],
  ['nothing as an empty object', {}, []],
  ['nothing as null', null, []],
  ['a STREAM message', [{ type: 'STREAM', stream }], [entry]],
  ['one without its type', [{ stream }], [entry]],
  [
    'one with explicit nulls',
    [{ type: 'STREAM', stream, global: null, data: null, sourceStats: { recordCount: 3 } }],
    [entry],
  ],
  ['unknown keys', [{ type: 'STREAM', stream: { ...stream, new_key: 1 }, other: 2 }], [entry]],
  ['a GLOBAL message', [{ type: 'GLOBAL', global: { shared_state: null, stream_states: [stream] } }], [entry]],
  [
    'a stream without state or namespace',
    [{ type: 'STREAM', stream: { stream_descriptor: { name: 'a', namespace: null }, stream_state: null } }],
    [{ descriptor: { name: 'a' }, state: undefined }],
  ],
])('reads %s', (_title, value, expected) => {
  expect(readStateFile(value)).toEqual(expected);
});

test.each<[string, unknown]>([
  ['the old form without messages', { users: { at: 1 } }],
  ['a LEGACY message', [{ type: 'LEGACY', data: { at: 1 } }]],
  ['shared state', [{ type: 'GLOBAL', global: { shared_state: { at: 1 }, stream_states: [] } }]],
  ['an element without a stream', [{ type: 'STREAM' }]],
  ['a nameless stream', [{ type: 'STREAM', stream: { stream_descriptor: { name: '' } } }]],
  ['a state that is not an object', [{ stream: { stream_descriptor: { name: 'a' }, stream_state: 5 } }]],
  ['a text', 'state'],
  ['a list of nulls', [null]],
])('refuses %s', (_title, value) => {
  expect(readStateFile(value)).toBeUndefined();
});
