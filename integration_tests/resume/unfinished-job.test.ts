import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { logsOf, recordsOf, statesOf } from '../../src/testing/messages-of-type.js';
import type { ReceivedMessage } from '../../src/testing/received-message.js';
import { Lab, stateAfter } from '../support/lab.js';
import { keysOf } from '../support/rows.js';

const STREAM = 'canvas.users';
const HOUR_MS = 3_600_000;

function jobOf(state: unknown): Record<string, unknown> | undefined {
  const [entry] = state as { stream: { stream_state: { job?: Record<string, unknown> } } }[];
  return entry?.stream.stream_state.job;
}

describe('a job under way in the state', () => {
  let base: Lab;
  let lab: Lab;
  let cut: ReceivedMessage[];
  let state: unknown;
  beforeAll(async () => {
    base = await Lab.start({ tables: { [STREAM]: 1 } });
  });
  afterAll(async () => await base?.close());
  beforeEach(async () => {
    lab = await Lab.start({ tables: { [STREAM]: 250 }, objectRows: 100 }, {}, base);
    const { messages } = await lab.read();
    cut = messages.slice(0, messages.findIndex((message) => message.state !== undefined) + 1);
    state = stateAfter({ messages: cut });
    expect(jobOf(state)).toMatchObject({ type: 'snapshot', done: 1, digest: expect.any(String) });
  });
  afterEach(async () => await lab?.close());

  test('a full refresh resumes an unfinished snapshot too', async () => {
    const jobs = lab.emulator.stats().jobs;
    const resumed = await lab.read({ syncMode: 'full_refresh', state });
    expect(recordsOf(resumed.messages)).toHaveLength(150);
    expect(lab.emulator.stats().jobs).toBe(jobs);
    await lab.expectTruth(STREAM, cut, resumed.messages);
  });

  test('an expired job starts over with a warning, and the next changes report the deletions in between', async () => {
    lab.emulator.commit({ updates: 20, deletes: 30, inserts: 10 });
    lab.emulator.clock.advance(25 * HOUR_MS);
    const resumed = await lab.read({ state });
    expect(resumed.exitCode).toBe(0);
    expect(logsOf(resumed.messages, 'WARN')).toEqual([expect.stringMatching(/canvas\.users.*job.*expired.*repeated/)]);
    expect(recordsOf(resumed.messages)).toHaveLength(230);
    // Rows of the first attempt that were deleted since are in no snapshot: only changes since then tell of them.
    expect(statesOf(resumed.messages).at(-1)?.stream?.stream_state?.['_ab_cdc_updated_at']).toBe(
      statesOf(cut).at(-1)?.stream?.stream_state?.['_ab_cdc_updated_at'],
    );
    const next = await lab.read({ state: stateAfter(resumed) });
    await lab.expectTruth(STREAM, cut, resumed.messages, next.messages);
  });

  test('an unfinished incremental job that expired starts over from its own since', async () => {
    const first = await lab.read({ state });
    lab.emulator.commit({ updates: 120, deletes: 15, inserts: 40 });
    const changes = await lab.read({ state: stateAfter(first) });
    const kept = changes.messages.slice(0, changes.messages.findIndex((message) => message.state !== undefined) + 1);
    const midway = stateAfter({ messages: kept });
    expect(jobOf(midway)).toMatchObject({ type: 'incremental', since: expect.any(String) });
    lab.emulator.clock.advance(25 * HOUR_MS);
    lab.emulator.commit({ updates: 10, deletes: 5, inserts: 5 });
    const resumed = await lab.read({ state: midway });
    await lab.expectTruth(STREAM, cut, first.messages, kept, resumed.messages);
    // A full refresh takes no changes: it passes the incremental job over.
    const full = await lab.read({ syncMode: 'full_refresh', state: midway });
    await lab.expectTruth(STREAM, full.messages);
  });

  test('a job of another table, of other objects, or one nobody knows starts over', async () => {
    const job = jobOf(state) ?? {};
    const content = { ...(state as { stream: { stream_state: object } }[])[0]?.stream.stream_state };
    const withJob = (changes: object) => [
      {
        type: 'STREAM',
        stream: {
          stream_descriptor: { name: 'users', namespace: 'canvas' },
          stream_state: { ...content, job: { ...job, ...changes } },
        },
      },
    ];
    for (const changes of [{ id: '00000000-dead-beef-0000-000000000000' }, { digest: 'of other objects' }]) {
      const run = await lab.read({ state: withJob(changes) });
      expect(run.exitCode).toBe(0);
      expect(logsOf(run.messages, 'WARN')).toHaveLength(1);
      expect(new Set(keysOf(run.messages, STREAM, ['id'])).size).toBe(250);
    }
  });
});
