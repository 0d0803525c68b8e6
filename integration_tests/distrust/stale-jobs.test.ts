import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { compareInstants } from '../../src/dap/index.js';
import { errorsOf, logsOf, recordsOf, statesOf, statusesOf } from '../../src/testing/messages-of-type.js';
import type { ConnectorRun } from '../../src/testing/run-connector.js';
import { Lab, stateAfter } from '../support/lab.js';
import { keysOf, UPDATED_AT } from '../support/rows.js';

const STREAM = 'canvas.users';
const HOUR_MS = 3_600_000;

/** The instants of all states of a run, in order. */
function instantsOf(run: ConnectorRun): string[] {
  return statesOf(run.messages, STREAM).map((state) => String(state.stream?.stream_state?.[UPDATED_AT]));
}

function queriesOf(lab: Lab): unknown[] {
  return lab.emulator.requests().flatMap(({ query }) => (query === undefined ? [] : [query]));
}

describe('a service that answers with a job of an earlier query', () => {
  let base: Lab;
  let lab: Lab;
  let first: ConnectorRun;
  beforeAll(async () => {
    base = await Lab.start({ tables: { [STREAM]: 1 } });
  });
  afterAll(async () => await base?.close());
  beforeEach(async () => {
    lab = await Lab.start({ tables: { [STREAM]: 120 }, strictJobReuse: true }, {}, base);
    first = await lab.read();
    expect(first.exitCode).toBe(0);
  });
  afterEach(async () => await lab?.close());

  test('after a reload the state never falls, deleted rows do not return and no change is missing', async () => {
    const commit = lab.emulator.commit({ updates: 20, deletes: 25, inserts: 10 });
    const second = await lab.read({ state: stateAfter(first) });
    lab.emulator.reload('canvas', 'users');
    lab.emulator.faults.set({ name: 'staleJob', table: STREAM });
    const third = await lab.read({ state: stateAfter(second) });
    expect(third.exitCode).toBe(0);
    for (const instant of instantsOf(third)) expect(compareInstants(instant, commit.at)).toBeGreaterThanOrEqual(0);
    expect(keysOf(third.messages, STREAM, ['id'])).toHaveLength(105);
    await lab.expectTruth(STREAM, first.messages, second.messages, third.messages);
    expect(lab.emulator.faults.list()[0]?.fired).toBeGreaterThan(0);
    expect(logsOf(third.messages, 'INFO').join('\n')).toMatch(
      /canvas\.users: the answer of DAP is not used .*snapshot as of/,
    );
  });

  test('if every form of the query has an old job, the table fails as passing and keeps its state, until the jobs are gone', async () => {
    const commit = lab.emulator.commit({ updates: 5, deletes: 25, inserts: 5 });
    const second = await lab.read({ state: stateAfter(first) });
    lab.emulator.reload('canvas', 'users');
    lab.emulator.faults.set({ name: 'staleJob', table: STREAM });
    // The three forms get their jobs one after the other: each reload makes those before it old.
    const third = await lab.read({ state: stateAfter(second) });
    lab.emulator.reload('canvas', 'users');
    const fourth = await lab.read({ state: stateAfter(third) });
    lab.emulator.reload('canvas', 'users');
    const refused = await lab.read({ state: stateAfter(fourth) });
    expect(recordsOf(refused.messages)).toEqual([]);
    expect(refused.exitCode).toBe(1);
    expect(errorsOf(refused.messages).map(({ failure_type }) => failure_type)).toEqual(['transient_error']);
    expect(errorsOf(refused.messages)[0]?.message).toMatch(/canvas\.users.*the service answers with an older job/);
    expect(statusesOf(refused.messages, STREAM)).toEqual(['STARTED', 'INCOMPLETE']);
    for (const instant of instantsOf(refused)) expect(compareInstants(instant, commit.at)).toBeGreaterThanOrEqual(0);
    lab.emulator.clock.advance(25 * HOUR_MS);
    const last = await lab.read({ state: stateAfter(fourth) });
    expect(last.exitCode).toBe(0);
    await lab.expectTruth(STREAM, ...[first, second, third, fourth, last].map(({ messages }) => messages));
  });

  test('a commit behind a quiet sync is read by the next one, not 24 hours later', async () => {
    const quiet = await lab.read({ state: stateAfter(first) });
    expect(recordsOf(quiet.messages)).toEqual([]);
    lab.emulator.commit({ updates: 9, deletes: 4, inserts: 3 });
    const changed = await lab.read({ state: stateAfter(quiet) });
    expect(recordsOf(changed.messages)).toHaveLength(16);
    await lab.expectTruth(STREAM, first.messages, quiet.messages, changed.messages);
  });

  test('quiet syncs in a row go through the forms of the query, and each commit is read by the sync behind it', async () => {
    const runs = [first];
    const next = async () => {
      const run = await lab.read({ state: stateAfter(runs.at(-1) as ConnectorRun) });
      runs.push(run);
      return recordsOf(run.messages).length;
    };
    expect([await next(), await next()]).toEqual([0, 0]);
    lab.emulator.commit({ updates: 2, deletes: 0, inserts: 0 });
    expect(await next()).toBe(2);
    expect(await next()).toBe(0);
    lab.emulator.commit({ updates: 0, deletes: 3, inserts: 0 });
    expect(await next()).toBe(3);
    await lab.expectTruth(STREAM, ...runs.map(({ messages }) => messages));
    expect(queriesOf(lab).length).toBeLessThan(14);
  });
});
