import { expect, test } from 'vitest';
import type { ReceivedMessage } from '../../received-message.js';
import { findLateStates, findOrderProblems } from './read-order.js';
import { findCountProblems } from './record-counts.js';

const status = (name: string, value: string, reasons?: object[]) =>
  ({
    type: 'TRACE',
    trace: {
      type: 'STREAM_STATUS',
      emitted_at: 1,
      stream_status: { stream_descriptor: { name }, status: value, ...(reasons && { reasons }) },
    },
  }) as ReceivedMessage;
const record = (stream: string): ReceivedMessage => ({ type: 'RECORD', record: { stream, emitted_at: 1, data: {} } });
const state = (name: string, recordCount: number): ReceivedMessage => ({
  type: 'STATE',
  state: { type: 'STREAM', stream: { stream_descriptor: { name } }, sourceStats: { recordCount } },
});
const globalState = (recordCount: number): ReceivedMessage => ({
  type: 'STATE',
  state: {
    type: 'GLOBAL',
    global: { stream_states: [{ stream_descriptor: { name: 'a' } }, { stream_descriptor: { name: 'b' } }] },
    sourceStats: { recordCount },
  },
});
const both = (value: string) => [status('a', value), status('b', value)];
const waiting = (name: string) => status(name, 'RUNNING', [{ type: 'RATE_LIMITED' }]);

test.each<[string, ReceivedMessage[]]>([
  [
    'streams that interleave',
    [
      ...both('STARTED'),
      ...both('RUNNING'),
      record('a'),
      record('b'),
      state('b', 1),
      record('a'),
      state('a', 2),
      ...both('COMPLETE'),
    ],
  ],
  [
    'one state of all streams, after their end',
    [...both('STARTED'), ...both('RUNNING'), record('a'), record('b'), ...both('COMPLETE'), globalState(2)],
  ],
  [
    'waits for a rate limit',
    [
      status('a', 'STARTED'),
      waiting('a'),
      status('a', 'RUNNING'),
      record('a'),
      waiting('a'),
      record('a'),
      state('a', 2),
      status('a', 'COMPLETE'),
    ],
  ],
  ['a stream without records', [status('a', 'STARTED'), state('a', 0), status('a', 'COMPLETE')]],
  [
    'states without counts',
    [
      status('a', 'STARTED'),
      status('a', 'RUNNING'),
      record('a'),
      { type: 'STATE', state: { type: 'STREAM', stream: { stream_descriptor: { name: 'a' } } } },
      status('a', 'COMPLETE'),
    ],
  ],
])('in order: %s', (_title, messages) => {
  expect([...findOrderProblems(messages), ...findLateStates(messages), ...findCountProblems(messages)]).toEqual([]);
});

test('a read that was cut may lack ends, and what comes after the last state of a stream without an end', () => {
  const messages = [status('a', 'STARTED'), status('a', 'RUNNING'), state('a', 0), record('a')];
  expect(findOrderProblems(messages, true)).toEqual([]);
  expect(findCountProblems(messages)).toEqual([]);
  expect(findOrderProblems(messages)).toEqual(['a: neither COMPLETE nor INCOMPLETE at the end']);
});

test.each<[string, ReceivedMessage[]]>([
  ['a: a STATE counts 3 records where 1 were written', [record('a'), state('a', 3)]],
  ['all streams: a STATE counts 1 records where 2 were written', [record('a'), record('b'), globalState(1)]],
  [
    'a: 1 records come after the last STATE, which nothing counts',
    [state('a', 0), record('a'), status('a', 'COMPLETE')],
  ],
])('counts that do not add up: %s', (problem, messages) => {
  expect(findCountProblems(messages)).toEqual([problem]);
});

test('a state after the end of its stream is late', () => {
  expect(findLateStates([status('a', 'COMPLETE'), state('b', 0), state('a', 0)])).toEqual([
    'a: a STATE comes after COMPLETE',
  ]);
});
