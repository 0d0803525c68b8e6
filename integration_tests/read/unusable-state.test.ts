import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorsOf, logsOf, recordsOf, statesOf, statusesOf } from '../../src/testing/messages-of-type.js';
import type { ConnectorRun } from '../../src/testing/run-connector.js';
import { Lab, stateAfter } from '../support/lab.js';
import { recordsIn, UPDATED_AT } from '../support/rows.js';

const STREAM = 'canvas.groups';
const FUTURE = '2199-01-01T00:00:00.123456Z';

function state(stream: string, content: unknown): unknown {
  const [namespace, name] = stream.split('.');
  return [{ type: 'STREAM', stream: { stream_descriptor: { name, namespace }, stream_state: content } }];
}

describe('a state that cannot be resumed', () => {
  let lab: Lab;
  let first: ConnectorRun;
  beforeAll(async () => {
    lab = await Lab.start({ tables: { 'canvas.groups': 60, 'canvas.users': 50, 'canvas_logs.web_logs': 40 } });
    first = await lab.read();
  });
  afterAll(async () => await lab?.close());

  test('a since more than a day ahead of both clocks: nothing is read, the state stays, a warning says so', async () => {
    const content = { [UPDATED_AT]: FUTURE };
    const run = await lab.read({ streams: [STREAM], state: state(STREAM, content) });
    expect(run.exitCode).toBe(0);
    expect(recordsOf(run.messages)).toHaveLength(0);
    expect(statesOf(run.messages).map((sent) => sent.stream?.stream_state)).toEqual([content]);
    expect(statusesOf(run.messages, STREAM)).toEqual(['STARTED', 'COMPLETE']);
    expect(logsOf(run.messages, 'WARN')).toEqual([
      expect.stringMatching(/canvas\.groups.*2199.*more than a day ahead/),
    ]);
  });

  test('a since that is too old: a new snapshot and a warning, or an error when asked for', async () => {
    const old = state('canvas_logs.web_logs', { [UPDATED_AT]: '2001-02-03T04:05:06.000007Z' });
    const choice = { streams: ['canvas_logs.web_logs'], state: old };
    const [resync, fail] = await Promise.all([
      lab.read(choice),
      lab.read({ ...choice, config: { invalid_cursor_behavior: 'fail' } }),
    ]);
    expect(resync.exitCode).toBe(0);
    await lab.expectTruth('canvas_logs.web_logs', resync.messages);
    expect(logsOf(resync.messages, 'WARN')).toEqual([expect.stringMatching(/too old.*new snapshot.*deleted/)]);
    expect(fail.exitCode).toBe(1);
    expect(recordsOf(fail.messages)).toHaveLength(0);
    expect(errorsOf(fail.messages)).toEqual([
      expect.objectContaining({
        failure_type: 'config_error',
        message: expect.stringMatching(/canvas_logs\.web_logs.*too old.*Clear the stream/),
        stream_descriptor: { name: 'web_logs', namespace: 'canvas_logs' },
      }),
    ]);
    expect(statesOf(fail.messages).at(-1)?.stream?.stream_state).toEqual({
      [UPDATED_AT]: '2001-02-03T04:05:06.000007Z',
    });
  });

  test('a table that was loaded again: the same, with that reason', async () => {
    lab.emulator.reload('canvas', 'users');
    const choice = { streams: ['canvas.users', STREAM], state: stateAfter(first) };
    const [resync, fail] = await Promise.all([
      lab.read(choice),
      lab.read({ ...choice, config: { invalid_cursor_behavior: 'fail' } }),
    ]);
    expect(resync.exitCode).toBe(0);
    await lab.expectTruth('canvas.users', resync.messages);
    expect(logsOf(resync.messages, 'WARN')).toEqual([expect.stringMatching(/canvas\.users.*loaded again/)]);
    expect(fail.exitCode).toBe(1);
    expect(errorsOf(fail.messages).map((error) => error.failure_type)).toEqual(['config_error']);
    expect(statusesOf(fail.messages, STREAM)).toEqual(['STARTED', 'COMPLETE']);
    expect(recordsIn(fail.messages, 'canvas.users')).toHaveLength(0);
    // The next read from where the new snapshot left off finds nothing new.
    const after = await lab.read({ streams: ['canvas.users'], state: stateAfter(resync) });
    expect(recordsOf(after.messages)).toHaveLength(0);
  });

  test.each([
    ['no instant', {}, { note: 'x' }],
    [
      'an incremental job without its since',
      { [UPDATED_AT]: '2026-01-01T00:00:00Z' },
      { job: { id: 'x', type: 'incremental', delivered: [] } },
    ],
    ['a newer version', { [UPDATED_AT]: '2026-01-01T00:00:00Z' }, { version: 99 }],
    ['a day that is not in the calendar', { [UPDATED_AT]: '2026-02-30T00:00:00Z' }, {}],
  ])(
    '%s: its stream fails with a config error and keeps its state, the others are read',
    async (what, instant, rest) => {
      const run = await lab.read({ streams: ['canvas.users', STREAM], state: state(STREAM, { ...instant, ...rest }) });
      expect(run.exitCode).toBe(1);
      const errors = errorsOf(run.messages);
      expect(errors).toEqual([
        expect.objectContaining({
          failure_type: 'config_error',
          message: expect.stringContaining(STREAM),
          stream_descriptor: { name: 'groups', namespace: 'canvas' },
        }),
      ]);
      if (what === 'a newer version') expect(errors[0]?.message).toContain('newer version');
      expect(statusesOf(run.messages, STREAM)).toEqual(['STARTED', 'INCOMPLETE']);
      expect(recordsIn(run.messages, STREAM)).toEqual([]);
      expect(statesOf(run.messages, STREAM)).toEqual([]);
      expect(statusesOf(run.messages, 'canvas.users')).toEqual(['STARTED', 'RUNNING', 'COMPLETE']);
      await lab.expectTruth('canvas.users', run.messages);
    },
  );

  test('what platforms send beside the state is ignored', async () => {
    const [sent] = stateAfter(first) as Record<string, unknown>[];
    const padded = {
      ...sent,
      global: null,
      data: null,
      destinationStats: null,
      sourceStats: { recordCount: 3.0, rejectedRecordCount: null },
      id: 7,
    };
    const run = await lab.read({ streams: [STREAM], state: [padded, ...(stateAfter(first) as unknown[]).slice(1)] });
    expect(run.exitCode).toBe(0);
    expect(recordsOf(run.messages)).toHaveLength(0);
  });
});
