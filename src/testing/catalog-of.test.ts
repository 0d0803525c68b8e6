import { expect, test } from 'vitest';
import { catalogOf, parseMessages, stateFrom } from './index.js';
import { catalogMessage, state, stream } from './sound-read.test-helper.js';

test('a catalog has the chosen streams and columns, and a state the last ones', () => {
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
