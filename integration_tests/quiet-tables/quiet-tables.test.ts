import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { errorsOf, recordsOf, statesOf, statusesOf } from '../../src/testing/messages-of-type.js';
import type { ConnectorRun } from '../../src/testing/run-connector.js';
import { Lab, stateAfter } from '../support/lab.js';
import { Relay } from '../support/relay.js';
import { UPDATED_AT } from '../support/rows.js';
import { warningsOf } from '../support/warnings.js';

const EMPTY = 'canvas.groups';
const STREAM = 'canvas.roles';

describe('a table that was never filled', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.start({ tables: { [EMPTY]: 0, [STREAM]: 20 } });
  });
  afterEach(() => lab.emulator.faults.clear());
  afterAll(async () => await lab?.close());

  test.each(['http400', 'http500', 'job'] as const)(
    'told by %s: no row, one warning, one query, complete',
    async (as) => {
      lab.emulator.faults.set({ name: 'neverFilled', table: EMPTY, as });
      const before = lab.emulator.requests().length;
      const run = await lab.read();
      expect(errorsOf(run.messages)).toEqual([]);
      expect(run.exitCode).toBe(0);
      expect(statusesOf(run.messages, EMPTY)).toEqual(['STARTED', 'COMPLETE']);
      expect(warningsOf(run)).toEqual([expect.stringMatching(/canvas\.groups was never filled: .*no data/)]);
      const queries = lab.emulator
        .requests()
        .slice(before)
        .filter(({ path }) => path.endsWith('/table/groups/data'));
      expect(queries).toHaveLength(1);
      await lab.expectTruth(STREAM, run.messages);
    },
  );

  test('is read once it has rows', async () => {
    lab.emulator.faults.set({ name: 'neverFilled', table: EMPTY });
    const run = await lab.read();
    lab.emulator.faults.clear();
    lab.emulator.commit({ namespace: 'canvas', table: 'groups', updates: 0, deletes: 0, inserts: 4 });
    lab.emulator.clock.advance(25 * 3_600_000);
    const next = await lab.read({ state: stateAfter(run) });
    await lab.expectTruth(EMPTY, run.messages, next.messages);
    expect(recordsOf(next.messages, EMPTY)).toHaveLength(4);
  });
});

describe('a quiet table whose state has become too old', () => {
  let lab: Lab;
  let relay: Relay;
  beforeAll(async () => {
    lab = await Lab.start({ tables: { [STREAM]: 20 } });
    relay = await Relay.start(lab.emulator);
  });
  afterAll(async () => {
    await relay?.close();
    await lab?.close();
  });

  /** The service keeps the changes of a month, and the table has had none for longer. */
  function refuseChanges(): void {
    const error = { type: 'OutOfRange', message: 'too old', uuid: '7a4b0000-0000-4000-8000-000000000000' };
    relay.alter.answer = (body, path, sent) =>
      path.endsWith('/data') && sent.includes('"since"') ? { status: 400, body: JSON.stringify({ error }) } : body;
  }

  test('downloads nothing if the new snapshot is of the instant of the state, and does download a newer one', async () => {
    const first = await lab.read({ config: relay.config });
    refuseChanges();
    const files = () => lab.emulator.requests().filter(({ origin }) => origin === 'store').length;
    const before = files();
    const quiet = await lab.read({ config: relay.config, state: stateAfter(first) });
    expect(recordsOf(quiet.messages)).toEqual([]);
    expect(files()).toBe(before);
    expect(quiet.exitCode).toBe(0);
    const instantOf = (run: ConnectorRun) => statesOf(run.messages).at(-1)?.stream?.stream_state?.[UPDATED_AT];
    expect(instantOf(quiet)).toBe(instantOf(first));
    lab.emulator.commit({ updates: 2, deletes: 0, inserts: 1 });
    lab.emulator.clock.advance(25 * 3_600_000);
    const changed = await lab.read({ config: relay.config, state: stateAfter(quiet) });
    expect(recordsOf(changed.messages)).toHaveLength(21);
    await lab.expectTruth(STREAM, first.messages, quiet.messages, changed.messages);
  });
});
