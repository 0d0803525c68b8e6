import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CommitReport } from '../../src/emulator/index.js';
import { recordsOf, statesOf, statusesOf, tracesOf } from '../../src/testing/messages-of-type.js';
import type { ConnectorRun } from '../../src/testing/run-connector.js';
import { Lab, stateAfter } from '../support/lab.js';
import { DELETED_AT, keysOf, recordsIn, repeated, UPDATED_AT } from '../support/rows.js';

const TABLES = {
  'canvas.users': 300,
  'canvas.groups': 120,
  'canvas.enrollment_states': 250,
  'canvas.courses': 130,
  'canvas_logs.web_logs': 250,
};
const STREAMS = Object.keys(TABLES);
const KEYED = STREAMS.filter((stream) => stream !== 'canvas_logs.web_logs');

describe('a snapshot, changes, no changes and a full refresh', () => {
  let lab: Lab;
  let commit: CommitReport;
  let first: ConnectorRun;
  let later: ConnectorRun;
  let idle: ConnectorRun;
  let full: ConnectorRun;

  beforeAll(async () => {
    lab = await Lab.start({ tables: TABLES, objectRows: 100, gzipMembers: 2, webLogDuplicates: 0.1 });
    first = await lab.read();
    for (const stream of STREAMS) await lab.expectTruth(stream, first.messages);
    commit = lab.emulator.commit({ updates: 30, deletes: 7, inserts: 12, ghosts: 2 });
    later = await lab.read({ state: stateAfter(first) });
    idle = await lab.read({ state: stateAfter(later) });
    // Within a day the same query is answered by the same job.
    lab.emulator.clock.advance(25 * 3_600_000);
    full = await lab.read({ syncMode: 'full_refresh', state: stateAfter(later) });
  });
  afterAll(async () => await lab?.close());

  test('all four end well', () => {
    expect([first, later, idle, full].map((run) => run.exitCode)).toEqual([0, 0, 0, 0]);
    for (const run of [first, later, idle, full]) expect(tracesOf(run.messages, 'ERROR')).toEqual([]);
  });

  test.each(STREAMS)('%s: the snapshot with the changes applied is what the server holds', async (stream) => {
    await lab.expectTruth(stream, first.messages, later.messages);
  });

  test.each(STREAMS)('%s: a full refresh alone is what the server holds, and tells of no deletion', async (stream) => {
    await lab.expectTruth(stream, full.messages);
    expect(recordsIn(full.messages, stream).filter((record) => record.data[DELETED_AT] !== null)).toHaveLength(0);
  });

  test.each(KEYED)('%s: no key comes twice within a read', (stream) => {
    for (const run of [first, later, full])
      expect(repeated(keysOf(run.messages, stream, lab.keyOf(stream)))).toEqual([]);
  });

  test('duplicate rows of web_logs are delivered as they are', () => {
    const stream = 'canvas_logs.web_logs';
    expect(repeated(keysOf(first.messages, stream, lab.keyOf(stream))).length).toBeGreaterThan(5);
  });

  test.each(KEYED)('%s: a deletion carries the key and its instant alone, every other record a null', (stream) => {
    const key = lab.keyOf(stream);
    const records = recordsIn(later.messages, stream);
    const deleted = records.filter((record) => record.data[DELETED_AT] !== null);
    const counts = commit.tables.find(({ namespace, table }) => `${namespace}.${table}` === stream);
    expect(deleted).toHaveLength((counts?.deletes ?? 0) + (counts?.ghosts ?? 0));
    expect(records.length - deleted.length).toBe((counts?.updates ?? 0) + (counts?.inserts ?? 0));
    for (const { data } of deleted) {
      expect(Object.keys(data).sort()).toEqual([DELETED_AT, UPDATED_AT, ...key].sort());
      expect(data[DELETED_AT]).toBe(commit.at);
      expect(data[UPDATED_AT]).toBe(commit.at);
    }
  });

  test.each(STREAMS)('%s: without changes there are no records and one STATE', (stream) => {
    expect(recordsIn(idle.messages, stream)).toHaveLength(0);
    expect(statesOf(idle.messages, stream)).toHaveLength(1);
    expect(statusesOf(idle.messages, stream)).toEqual(['STARTED', 'COMPLETE']);
  });

  test.each(STREAMS)('%s: a STATE follows every file, the last one holds the next since and no job', (stream) => {
    const states = statesOf(first.messages, stream).map((state) => state.stream?.stream_state ?? {});
    expect(states.length).toBeGreaterThanOrEqual(Math.ceil(TABLES[stream as keyof typeof TABLES] / 100));
    const jobs = states.flatMap((state) =>
      'job' in state ? [state['job'] as { done: number; partial?: unknown }] : [],
    );
    // On a busy machine so much time may pass within a file that a STATE is due there, too.
    const done = jobs.filter(({ partial }) => partial === undefined).map((job) => job.done);
    expect(done).toEqual(done.map((_, index) => index + 1));
    expect(states.at(-1)).not.toHaveProperty('job');
    const last = statesOf(later.messages, stream).at(-1)?.stream?.stream_state;
    expect(last).toMatchObject({ [UPDATED_AT]: commit.at, version: 2, origin: { url: expect.any(String) } });
  });

  test('integers beyond 2^53 and six fraction digits stand in the lines as the server wrote them', () => {
    const lines = first.lines.filter((line) => line.startsWith('{"type":"RECORD"'));
    const large = recordsOf(first.messages).flatMap(({ data }) =>
      Object.values(data).filter((value) => typeof value === 'bigint'),
    );
    expect(large.length).toBeGreaterThan(0);
    for (const value of new Set(large)) expect(lines.some((line) => line.includes(`:${value}`))).toBe(true);
    for (const { data } of recordsOf(first.messages)) expect(data[UPDATED_AT]).toMatch(/\.\d{6}Z$/);
  });

  test('the token goes to the API alone, and every call names its program', () => {
    const requests = lab.emulator.requests();
    const store = requests.filter(({ origin }) => origin === 'store');
    expect(store.length).toBeGreaterThan(10);
    expect(store.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
    expect(requests.filter(({ userAgent }) => userAgent?.includes('airbyte-source-dap') !== true)).toEqual([]);
    expect(requests.filter(({ status }) => status === 429 || status >= 500)).toEqual([]);
  });
});
