import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorsOf, statesOf, statusesOf } from '../../src/testing/messages-of-type.js';
import type { ReceivedMessage } from '../../src/testing/received-message.js';
import { Lab, stateAfter } from '../support/lab.js';
import { keysOf, repeated } from '../support/rows.js';

const STREAMS = ['canvas.users', 'canvas.submissions'];

/** Small numbers in an order that is the same at every run. */
function* numbers(seed: number): Generator<number> {
  for (let value = seed; ; ) {
    value = (value * 48_271) % 2_147_483_647;
    yield value;
  }
}

const instants = numbers(20_260_301);
const KILLS = Array.from({ length: 4 }, () => 5 + ((instants.next().value as number) % 3000));

/** Killed and started again until nothing stops it: all that arrived, in order, as a platform keeps it. */
describe('a read that is stopped from outside', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.start({ tables: { 'canvas.users': 600, 'canvas.submissions': 3000 }, objectRows: 400 });
  });
  afterAll(async () => await lab?.close());

  const isOf = (message: ReceivedMessage, stream: string) =>
    message.state !== undefined && statesOf([message], stream).length > 0;

  test.each(KILLS)('killed after %i messages: what came adds up with the next read to all rows', async (after) => {
    const killed = await lab.read({ speed: 1, stop: { after, with: 'SIGKILL' } });
    const next = await lab.read({ state: stateAfter(killed) });
    expect(next.exitCode).toBe(0);
    for (const stream of STREAMS) {
      const vouched = killed.messages.slice(0, killed.messages.findLastIndex((message) => isOf(message, stream)) + 1);
      await lab.expectTruth(stream, vouched, next.messages);
      const both = [...keysOf(vouched, stream, ['id']), ...keysOf(next.messages, stream, ['id'])];
      expect(repeated(both)).toEqual([]);
    }
  });

  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s: the last STATE covers everything sent, and the end is that signal',
    async (name) => {
      const stopped = await lab.read({ speed: 1, stdoutDelayMs: 15, stop: { after: 700, with: name } });
      expect(stopped.signal).toBe(name);
      expect(stopped.exitCode).toBeNull();
      expect(stopped.stoppedWithinMs).toBeLessThan(5000);
      expect(errorsOf(stopped.messages)).toEqual([]);
      const begun = STREAMS.filter((stream) => statusesOf(stopped.messages, stream).length > 0);
      const cut = begun.filter((stream) => statusesOf(stopped.messages, stream).at(-1) === 'INCOMPLETE');
      expect(cut.length).toBeGreaterThan(0);
      const next = await lab.read({ state: stateAfter(stopped) });
      for (const stream of STREAMS) {
        await lab.expectTruth(stream, stopped.messages, next.messages);
        // Even within a file the read goes on at the very line.
        expect(
          repeated([...keysOf(stopped.messages, stream, ['id']), ...keysOf(next.messages, stream, ['id'])]),
        ).toEqual([]);
      }
    },
  );

  test('SIGTERM while it waits for DAP ends it at once, without an error', async () => {
    const catalog = lab.catalog({ streams: ['canvas.users'] });
    lab.emulator.faults.set({ name: 'apiStall', on: 'data', times: 1 });
    const stopped = await lab.read({
      catalog,
      speed: 1,
      stop: { after: (message) => message.trace?.stream_status?.status === 'STARTED', with: 'SIGTERM' },
    });
    lab.emulator.faults.clear();
    expect(stopped.signal).toBe('SIGTERM');
    expect(stopped.stoppedWithinMs).toBeLessThan(5000);
    expect(errorsOf(stopped.messages)).toEqual([]);
    expect(statusesOf(stopped.messages, 'canvas.users')).toEqual(['STARTED', 'INCOMPLETE']);
  });
});
