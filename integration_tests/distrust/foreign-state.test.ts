import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Emulator } from '../../src/emulator/index.js';
import { errorsOf, recordsOf, statesOf, statusesOf } from '../../src/testing/messages-of-type.js';
import type { ConnectorRun } from '../../src/testing/run-connector.js';
import { Lab, stateAfter } from '../support/lab.js';
import { Relay } from '../support/relay.js';
import { recordsIn } from '../support/rows.js';
import { warningsOf } from '../support/warnings.js';

const STREAM = 'canvas.groups';
const TABLES = { [STREAM]: 60 };
const START = { tables: TABLES, startAt: new Date().toISOString() };
const FOREIGN = /canvas\.groups: the state was written with another gateway, root account or client ID.*new snapshot/;

function portOf(emulator: Emulator): number {
  return Number(new URL(emulator.baseUrl).port);
}

/** Another server at the address of one that has gone. */
async function replace(lab: Lab, options: { readonly seed?: number; readonly clientId?: string }): Promise<Lab> {
  const port = portOf(lab.emulator);
  await lab.close();
  return await Lab.start({ ...START, clientId: lab.emulator.clientId, ...options, port }, {}, lab);
}

describe('a state of another account behind the same gateway', () => {
  let own: Lab;
  let other: Lab;
  let first: ConnectorRun;
  beforeAll(async () => {
    own = await Lab.start(START);
    first = await own.read();
    other = await replace(own, { seed: 2, clientId: 'us-east-1#another' });
  });
  afterAll(async () => await other?.close());

  test('leads to a snapshot of the account that is read, and a warning', async () => {
    const run = await other.read({ state: stateAfter(first) });
    expect(run.exitCode).toBe(0);
    expect(recordsOf(run.messages)).toHaveLength(60);
    await other.expectTruth(STREAM, run.messages);
    expect(warningsOf(run)).toEqual([expect.stringMatching(FOREIGN)]);
    // From then on the state is its own.
    other.emulator.commit({ updates: 3, deletes: 2, inserts: 1 });
    const next = await other.read({ state: stateAfter(run) });
    expect(warningsOf(next)).toEqual([]);
    expect(recordsOf(next.messages)).toHaveLength(6);
  });

  test('fails the table where the user wants to be asked, and stays as it is', async () => {
    const config = { invalid_cursor_behavior: 'fail' };
    const run = await other.read({ state: stateAfter(first), config });
    expect(recordsOf(run.messages)).toEqual([]);
    expect(run.exitCode).toBe(1);
    expect(errorsOf(run.messages)).toEqual([
      expect.objectContaining({
        failure_type: 'config_error',
        message: expect.stringMatching(/canvas\.groups: the state was written with another .*invalid_cursor_behavior/),
      }),
    ]);
    expect(statusesOf(run.messages, STREAM)).toEqual(['STARTED', 'INCOMPLETE']);
    for (const { stream } of statesOf(run.messages, STREAM)) {
      expect(stream?.stream_state).toEqual(statesOf(first.messages, STREAM).at(-1)?.stream?.stream_state);
    }
  });
});

describe('a state of the same account', () => {
  let base: Lab;
  let lab: Lab;
  let first: ConnectorRun;
  beforeAll(async () => {
    base = await Lab.start(START);
  });
  afterAll(async () => await base?.close());
  beforeEach(async () => {
    lab = await Lab.start(START, {}, base);
    first = await lab.read();
  });
  afterEach(async () => await lab?.close());

  test('with a new key is continued if the former client id is given', async () => {
    const former = lab.emulator.clientId;
    lab = await replace(lab, { clientId: 'us-east-1#rotated' });
    lab.emulator.commit({ updates: 4, deletes: 3, inserts: 2 });
    const run = await lab.read({ state: stateAfter(first), config: { former_client_ids: [former] } });
    expect(warningsOf(run)).toEqual([]);
    expect(recordsOf(run.messages)).toHaveLength(9);
    await lab.expectTruth(STREAM, first.messages, run.messages);
  });

  test('with a new key is continued within a day, because the new key sees the job of the old one', async () => {
    const { clientId, clientSecret } = lab.emulator;
    const relay = await Relay.start(lab.emulator, { credentials: { clientId, clientSecret } });
    try {
      const viaRelay = await lab.read({ config: relay.config });
      lab.emulator.commit({ updates: 4, deletes: 3, inserts: 2 });
      const config = { ...relay.config, client_id: 'us-east-1#rotated', client_secret: 'another secret' };
      const run = await lab.read({ state: stateAfter(viaRelay), config });
      expect(warningsOf(run)).toEqual([]);
      expect(recordsOf(run.messages)).toHaveLength(9);
      lab.emulator.clock.advance(25 * 3_600_000);
      const late = await lab.read({ state: stateAfter(viaRelay), config });
      expect(warningsOf(late)).toEqual([expect.stringMatching(FOREIGN)]);
      await lab.expectTruth(STREAM, late.messages);
    } finally {
      await relay.close();
    }
  });

  test('of another root account or at another gateway is not continued', async () => {
    const scoped = await lab.read({
      state: stateAfter(first),
      config: { scope: 'b7a35b42-0000-4000-8000-000000000001' },
    });
    expect(warningsOf(scoped)).toEqual([expect.stringMatching(FOREIGN)]);
    expect(recordsIn(scoped.messages, STREAM)).toHaveLength(60);
    const relay = await Relay.start(lab.emulator);
    try {
      const elsewhere = await lab.read({ state: stateAfter(first), config: relay.config });
      expect(warningsOf(elsewhere)).toEqual([expect.stringMatching(FOREIGN)]);
      expect(recordsIn(elsewhere.messages, STREAM)).toHaveLength(60);
    } finally {
      await relay.close();
    }
  });

  test('from before the server was restored is later than the server: a new snapshot, or an error', async () => {
    lab.emulator.clock.advance(3_600_000);
    lab.emulator.commit({ updates: 4, deletes: 3, inserts: 2 });
    const later = await lab.read({ state: stateAfter(first) });
    lab = await replace(lab, {});
    const state = stateAfter(later);
    const resync = await lab.read({ state });
    expect(recordsOf(resync.messages)).toHaveLength(60);
    expect(resync.exitCode).toBe(0);
    expect(warningsOf(resync)).toEqual([
      expect.stringMatching(/canvas\.groups: the state .* is later than everything/),
    ]);
    const quiet = await lab.read({ state: stateAfter(resync) });
    expect([recordsOf(quiet.messages), warningsOf(quiet)]).toEqual([[], []]);
    const fail = await lab.read({ state, config: { invalid_cursor_behavior: 'fail' } });
    expect(errorsOf(fail.messages).map(({ failure_type }) => failure_type)).toEqual(['config_error']);
  });
});
