import { afterEach, describe, expect, test } from 'vitest';
import { recordsOf, statesOf } from '../../src/testing/messages-of-type.js';
import type { ReceivedMessage } from '../../src/testing/received-message.js';
import { Lab, stateAfter } from '../support/lab.js';
import { keysOf, UPDATED_AT } from '../support/rows.js';
import { warningsOf } from '../support/warnings.js';

const STREAM = 'canvas.submissions';
const ROWS = 3000;

interface StoredJob {
  readonly id: string;
  readonly type: string;
  readonly since?: string;
  readonly done: number;
  readonly partial?: { readonly object_id: string; readonly offset: number };
}

/** A state as the first version of the connector wrote it: no origin, ids in place of their digest, no checksum. */
function asVersion1(messages: readonly ReceivedMessage[], fileIds: readonly string[]): unknown {
  const state = statesOf(messages, STREAM).at(-1)?.stream?.stream_state ?? {};
  const job = state['job'] as StoredJob | undefined;
  const old = {
    id: job?.id,
    type: job?.type,
    ...(job?.since === undefined ? {} : { since: job.since }),
    delivered: fileIds.filter((id) => id.startsWith(job?.id ?? '')).slice(0, job?.done),
    ...(job?.partial === undefined
      ? {}
      : { partial: { object_id: job.partial.object_id, offset: job.partial.offset } }),
  };
  const content = { [UPDATED_AT]: state[UPDATED_AT], ...(job === undefined ? {} : { job: old }) };
  const descriptor = { name: 'submissions', namespace: 'canvas' };
  return [{ type: 'STREAM', stream: { stream_descriptor: descriptor, stream_state: content } }];
}

describe('a state of the first version', () => {
  let lab: Lab;
  afterEach(async () => await lab?.close());

  /** Ids of the files that were fetched, in the order of their jobs. */
  const fileIds = (): string[] =>
    lab.emulator
      .requests()
      .filter(({ origin }) => origin === 'store')
      .map(({ path }) => path.split('/').slice(2).map(decodeURIComponent).join('/'))
      .sort();

  async function expectResumed(before: readonly ReceivedMessage[]): Promise<ReceivedMessage[]> {
    const jobs = lab.emulator.stats().jobs;
    const resumed = await lab.read({ state: asVersion1(before, fileIds()) });
    expect(resumed.exitCode).toBe(0);
    expect(lab.emulator.stats().jobs).toBe(jobs);
    const both = [...keysOf(before, STREAM, ['id']), ...keysOf(resumed.messages, STREAM, ['id'])];
    expect([both.length, new Set(both).size]).toEqual([ROWS, ROWS]);
    expect(statesOf(resumed.messages).at(-1)?.stream?.stream_state).toMatchObject({ version: 2, origin: {} });
    return [...resumed.messages];
  }

  test('resumes an unfinished job within a file, then continues with changes, without a warning', async () => {
    lab = await Lab.start({ tables: { [STREAM]: ROWS } });
    const stopped = await lab.read({ speed: 1, stdoutDelayMs: 15, stop: { after: 1200, with: 'SIGTERM' } });
    expect(statesOf(stopped.messages).at(-1)?.stream?.stream_state).toHaveProperty('job.partial');
    const resumed = await expectResumed(stopped.messages);
    lab.emulator.commit({ updates: 30, deletes: 8, inserts: 4 });
    const changes = await lab.read({ state: asVersion1(resumed, []) });
    expect(recordsOf(changes.messages)).toHaveLength(42);
    expect(warningsOf(changes)).toEqual([]);
    await lab.expectTruth(STREAM, stopped.messages, resumed, changes.messages);
    const next = await lab.read({ state: stateAfter(changes) });
    expect(recordsOf(next.messages)).toEqual([]);
  });

  test('resumes an unfinished job behind the files that it lists', async () => {
    lab = await Lab.start({ tables: { [STREAM]: ROWS }, objectRows: 700 });
    const { messages } = await lab.read();
    const second = messages.findIndex(({ state }) => JSON.stringify(state ?? '').includes('"done":2'));
    const kept = messages.slice(0, second + 1);
    expect(keysOf(kept, STREAM, ['id'])).toHaveLength(1400);
    await lab.expectTruth(STREAM, kept, await expectResumed(kept));
  });
});
