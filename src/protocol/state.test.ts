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
  [
    'an empty namespace as an absent one',
    [{ stream: { stream_descriptor: { name: 'a', namespace: '' }, stream_state: { at: 1 } } }],
    [{ descriptor: { name: 'a' }, state: { at: 1 } }],
  ],
  [
    'a state that is not an object as it stands: only its stream is concerned',
    [{ stream: { stream_descriptor: { name: 'a' }, stream_state: 5 } }],
    [{ descriptor: { name: 'a' }, state: 5 }],
  ],
])('reads %s', (_title, value, expected) => {
  expect(readStateFile(value)).toEqual({ entries: expected, legacy: new Map() });
});

test.each<[string, unknown, [string, unknown][]]>([
  [
    'in a LEGACY message',
    [{ type: 'LEGACY', data: { users: { at: 1 }, gone: null } }],
    [
      ['users', { at: 1 }],
      ['gone', null],
    ],
  ],
  ['in a LEGACY message without a list', { type: 'LEGACY', data: { users: { at: 1 } } }, [['users', { at: 1 }]]],
  [
    'without messages',
    { users: { at: 1 }, stream: { at: 2 } },
    [
      ['users', { at: 1 }],
      ['stream', { at: 2 }],
    ],
  ],
  ['of no stream', [{ type: 'LEGACY', data: {} }], []],
])('reads states by the names of their streams %s', (_title, value, legacy) => {
  expect(readStateFile(value)).toEqual({ entries: [], legacy: new Map(legacy) });
});

const UNREADABLE: [unknown, string][] = [
  [{ updated_at: '2026' }, 'it is an object without state messages, and its member "updated_at" is not the state'],
  [[{ type: 'LEGACY', data: { at: 1 } }], 'element 1 is a LEGACY state, and its member "at" is not the state'],
  [[{ type: 'LEGACY', data: 5 }], 'element 1 is a LEGACY state whose data are not an object'],
  [[{ type: 'LEGACY' }], 'element 1 is a LEGACY state whose data are not an object'],
  [[{ type: 'GLOBAL', global: { shared_state: { at: 1 }, stream_states: [] } }], 'with a shared state'],
  [[{ type: 'GLOBAL', global: { shared_state: 5, stream_states: [] } }], 'with a shared state'],
  [[{ type: 'GLOBAL' }], 'element 1 is a GLOBAL state without the named states'],
  [[{ stream }, { type: 'STREAM' }], 'element 2 is a STREAM state that names no stream'],
  [[{ type: 'STREAM', stream: { stream_descriptor: { name: '' } } }], 'names no stream'],
  [[{ type: 'STATE', state: { stream } }], "element 1 is a whole line of a connector's output"],
  [[{ type: 'NEWER' }], 'element 1 has an unknown type ("NEWER")'],
  [{ type: 'STREAM', stream }, 'put it into [ ]'],
  [{ stream }, 'put it into [ ]'],
  ['state', 'it is neither a list'],
  [[null], 'element 1 is not an object'],
];
test.each(UNREADABLE)('refuses %j with a text of its own', (value, problem) => {
  expect(readStateFile(value)).toEqual({ problem: expect.stringContaining(problem) });
});
