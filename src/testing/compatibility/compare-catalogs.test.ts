import { expect, test } from 'vitest';
import type { ReceivedStream } from '../received-message.js';
import { compareCatalogs } from './compare-catalogs.js';

const stream = (rest: Partial<ReceivedStream> = {}): ReceivedStream => ({
  name: 'users',
  json_schema: { type: 'object', properties: {} },
  ...rest,
});

const KEYED = { default_cursor_field: ['at'], source_defined_primary_key: [['id']] };

const STREAMS: readonly [string, Partial<ReceivedStream>, Partial<ReceivedStream>, boolean | undefined, string][] = [
  ['another cursor', KEYED, { ...KEYED, default_cursor_field: ['x'] }, true, 'default cursor changed from at to x'],
  [
    'no cursor any more',
    KEYED,
    { ...KEYED, default_cursor_field: null },
    true,
    'default cursor changed from at to none',
  ],
  ['a first cursor', {}, { default_cursor_field: ['x'] }, true, 'default cursor changed from none to x'],
  ['another key', KEYED, { ...KEYED, source_defined_primary_key: [['k']] }, true, 'primary key changed from id to k'],
  ['a key less', KEYED, { ...KEYED, source_defined_primary_key: null }, true, 'primary key changed from id to none'],
  ['a first key', {}, { source_defined_primary_key: [['id']] }, false, 'primary key defined now: id'],
  [
    'a wider key',
    KEYED,
    { ...KEYED, source_defined_primary_key: [['id'], ['a', 'b']] },
    true,
    'primary key changed from id to id, a.b',
  ],
  [
    'a mode gone',
    { supported_sync_modes: ['full_refresh', 'incremental'] },
    { supported_sync_modes: ['full_refresh'] },
    true,
    'sync mode incremental removed',
  ],
  [
    'a mode more',
    { supported_sync_modes: ['full_refresh'] },
    { supported_sync_modes: ['full_refresh', 'incremental'] },
    false,
    'new sync mode incremental',
  ],
  [
    'a cursor to choose',
    { source_defined_cursor: true },
    { source_defined_cursor: false },
    true,
    'cursor must be chosen by the user now',
  ],
  [
    'another order of keys',
    { source_defined_primary_key: [['a'], ['b']] },
    { source_defined_primary_key: [['b'], ['a']] },
    undefined,
    '',
  ],
  ['nulls for what is absent', { namespace: null, default_cursor_field: null }, {}, undefined, ''],
];

test.each(STREAMS)('%s', (_title, before, after, breaking, what) => {
  const changes = compareCatalogs([stream(before)], [stream(after)]);
  expect(changes).toEqual(breaking === undefined ? [] : [{ breaking, stream: 'users', place: '', what }]);
});

test('a removed stream breaks, a new one does not, and another namespace is another stream', () => {
  const inNamespace = stream({ namespace: 'canvas' });
  expect(compareCatalogs([stream()], [inNamespace])).toEqual([
    { breaking: true, stream: 'users', place: '', what: 'stream removed' },
    { breaking: false, stream: 'canvas.users', place: '', what: 'new stream' },
  ]);
});
