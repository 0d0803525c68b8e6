import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReceivedMessage } from '../../src/testing/received-message.js';
import type { ConnectorRun } from '../../src/testing/run-connector.js';
import { forEachConcurrently } from '../../src/util/concurrency.js';
import { Lab, stateAfter } from '../support/lab.js';
import { keysOf, repeated } from '../support/rows.js';

const STREAMS = ['canvas.users', 'canvas.groups'];
/** Two at a time: as many as there are cores to be expected. */
const AT_A_TIME = 2;

/** The messages up to and with the STATE of that number, from 1. */
function upToState(messages: readonly ReceivedMessage[], number: number): ReceivedMessage[] {
  let seen = 0;
  const end = messages.findIndex((message) => message.state !== undefined && ++seen === number);
  return messages.slice(0, end + 1);
}

/** What the platform keeps of a read that was cut: records that no STATE covers may be there, or not. */
function vouched(messages: readonly ReceivedMessage[], stream: string): ReceivedMessage[] {
  const isOwnState = ({ state }: ReceivedMessage) =>
    state !== undefined &&
    `${state.stream?.stream_descriptor.namespace}.${state.stream?.stream_descriptor.name}` === stream;
  return messages.slice(0, messages.findLastIndex(isOwnState) + 1);
}

describe('a read that is cut after a STATE', () => {
  let lab: Lab;
  let snapshot: ConnectorRun;
  let changes: ConnectorRun;

  beforeAll(async () => {
    lab = await Lab.start({ tables: { 'canvas.users': 250, 'canvas.groups': 150 }, objectRows: 100 });
    snapshot = await lab.read();
    for (const stream of STREAMS) await lab.expectTruth(stream, snapshot.messages);
  });
  afterAll(async () => await lab?.close());

  async function resumeEverywhere(run: ConnectorRun, before: readonly ReceivedMessage[]): Promise<number> {
    const count = run.messages.filter(({ state }) => state !== undefined).length;
    const cuts = Array.from({ length: count }, (_, index) => index + 1);
    await forEachConcurrently(cuts, AT_A_TIME, async (cut) => {
      const kept = upToState(run.messages, cut);
      const resumed = await lab.read({ state: stateAfter({ messages: [...before, ...kept] }) });
      expect(resumed.exitCode).toBe(0);
      for (const stream of STREAMS) {
        const key = lab.keyOf(stream);
        const inBoth = [...keysOf(vouched(kept, stream), stream, key), ...keysOf(resumed.messages, stream, key)];
        // The job goes on: what was vouched for does not come again, and nothing is missing.
        expect(inBoth.sort()).toEqual(keysOf(run.messages, stream, key).sort());
        await lab.expectTruth(stream, before, kept, resumed.messages);
      }
    });
    return count;
  }

  test('of a snapshot, continues with the rest of the job: no row is missing, none comes twice', async () => {
    expect(await resumeEverywhere(snapshot, [])).toBeGreaterThanOrEqual(7);
  });

  test('of changes, likewise', async () => {
    lab.emulator.commit({ updates: 90, deletes: 15, inserts: 40 });
    changes = await lab.read({ state: stateAfter(snapshot) });
    for (const stream of STREAMS) expect(repeated(keysOf(changes.messages, stream, lab.keyOf(stream)))).toEqual([]);
    expect(await resumeEverywhere(changes, snapshot.messages)).toBeGreaterThanOrEqual(6);
  });
});
