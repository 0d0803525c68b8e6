import { expect, test } from 'vitest';
import { catalogOf } from '../../catalog-of.js';
import type { ReceivedMessage } from '../../received-message.js';
import { digestRead } from '../read-digest.js';
import { checkResume } from './check-resume.js';

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
const read = (...messages: ReceivedMessage[]) => digestRead(messages, catalog);

test('a read that is cut between its records is judged', () => {
  const first = read(record(1), state(1), record(2), state(2));
  expect(checkResume(first, [{ at: 2, read: read(record(2)) }])).toEqual({ problems: [], notes: [] });
  expect(checkResume(first, [{ at: 2, read: read() }]).problems).toEqual([
    expect.stringContaining('s: 1 records are lost by a resumed read'),
  ]);
});

test('if nothing was resumed, nothing is judged', () => {
  const first = read(record(1), record(2), state(2));
  expect(checkResume(first, []).notRun).toBe('nothing was resumed');
  expect(checkResume(first, [{ at: 3, read: read() }]).notRun).toBe(
    'nothing was resumed; s: its states that were tried come after its last record',
  );
  const stateless = read(record(1), record(2));
  expect(checkResume(stateless, [{ at: 1, read: stateless }]).notRun).toBe(
    'nothing was resumed; s: it was read from the start',
  );
});

test('a read from the last state that loses records is a problem all the same', () => {
  const first = read(record(1), state(1), record(2));
  expect(checkResume(first, [{ at: 3, read: read() }]).problems).toEqual([
    expect.stringContaining('1 records are lost'),
  ]);
});
