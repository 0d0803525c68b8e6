import { describe, expect, test } from 'vitest';
import {
  checkMessages,
  checkReadOrder,
  errorsOf,
  type ReceivedMessage,
  recordsOf,
  stateFrom,
  statesOf,
  statusesOf,
} from '../../src/testing/index.js';
import { CONFIG, readSample, runSample } from './sample.js';

/** The promise is five seconds; slow shared machines get some more. */
const BOUND_MS = 8_000;
const hasRecord = (message: ReceivedMessage) => message.record !== undefined;

describe.concurrent('stop', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s while a stream waits: last state, INCOMPLETE, death by that signal',
    async (signal) => {
      const run = await readSample(['waiting', 'good'], {}, { stop: { after: hasRecord, with: signal } });
      expect(run).toMatchObject({ signal, exitCode: null, stderr: '' });
      expect(run.stoppedWithinMs).toBeLessThan(BOUND_MS);
      expect(statusesOf(run.messages, 'waiting')).toEqual(['STARTED', 'RUNNING', 'INCOMPLETE']);
      expect(statusesOf(run.messages, 'good')).toEqual([]);
      expect(statesOf(run.messages)).toMatchObject([
        { stream: { stream_state: { done: 2 } }, sourceStats: { recordCount: 2 } },
      ]);
      expect(checkReadOrder(run.messages)).toEqual([]);
      expect(errorsOf(run.messages)).toEqual([]);
    },
  );

  test('several streams under way all end with their state', async () => {
    let seen = 0;
    const both = (message: ReceivedMessage) => {
      seen += hasRecord(message) ? 1 : 0;
      return seen === 3;
    };
    const config = { ...CONFIG, concurrency: 2 };
    const run = await readSample(['waiting', 'deaf'], { config }, { stop: { after: both, with: 'SIGTERM' } });
    expect(run.signal).toBe('SIGTERM');
    expect(statusesOf(run.messages, 'deaf').at(-1)).toBe('INCOMPLETE');
    expect(statusesOf(run.messages, 'waiting').at(-1)).toBe('INCOMPLETE');
    expect(stateFrom(run.messages)).toHaveLength(2);
    expect(checkReadOrder(run.messages)).toEqual([]);
  });

  test('a stop within a stream of records leaves whole lines and a state that equals them', async () => {
    const run = await readSample(['endless'], {}, { stop: { after: 2_000, with: 'SIGTERM' } });
    expect(run.signal).toBe('SIGTERM');
    expect(checkMessages(run.lines)).toEqual([]);
    expect(checkReadOrder(run.messages)).toEqual([]);
    const { batch } = statesOf(run.messages).at(-1)?.stream?.stream_state ?? {};
    expect(recordsOf(run.messages)).toHaveLength(Number(batch) * 100);
  });

  test('a reader that has stopped reading cannot keep the program running', async () => {
    const options = { pauseStdoutAfter: 100, stop: { after: { ms: 3_000 }, with: 'SIGTERM' } } as const;
    const run = await readSample(['endless'], {}, options);
    expect(run.signal).toBe('SIGTERM');
    expect(run.stoppedWithinMs).toBeLessThan(BOUND_MS);
    expect(checkReadOrder(run.messages, true)).toEqual([]);
  });

  test('a signal while the source is being loaded ends the program by it', async () => {
    const env = { ...process.env, SAMPLE_LOAD: 'slow' } as Record<string, string>;
    const run = await runSample('spec', {}, { env, stop: { after: { ms: 1_500 }, with: 'SIGINT' } });
    expect(run).toMatchObject({ signal: 'SIGINT', lines: [] });
    expect(run.stoppedWithinMs).toBeLessThan(BOUND_MS);
  });

  test.each([0, 50, 120, 200, 300])('a signal %i ms after the start ends the program by it', async (ms) => {
    const run = await readSample(['waiting'], {}, { stop: { after: { ms }, with: 'SIGTERM' } });
    expect(run.signal).toBe('SIGTERM');
    expect(checkMessages(run.lines)).toEqual([]);
    expect(checkReadOrder(run.messages)).toEqual([]);
  });

  test('a check that is stopped reports neither success nor failure', async () => {
    const config = { ...CONFIG, check: 'wait' };
    const run = await runSample('check', { config }, { stop: { after: { ms: 1_500 }, with: 'SIGTERM' } });
    expect(run).toMatchObject({ signal: 'SIGTERM', lines: [], stderr: '' });
  });

  test('SIGKILL at any moment leaves no state ahead of its records', async () => {
    const run = await readSample(['endless'], {}, { stop: { after: 5_300, with: 'SIGKILL' } });
    expect(run.signal).toBe('SIGKILL');
    expect(checkReadOrder(run.messages, true)).toEqual([]);
    expect(statesOf(run.messages).length).toBeGreaterThan(0);
  });
});
