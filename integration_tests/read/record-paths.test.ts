import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tracesOf } from '../../src/testing/messages-of-type.js';
import type { ConnectorRun } from '../../src/testing/run-connector.js';
import { Lab, type ReadChoice, stateAfter } from '../support/lab.js';
import { DELETED_AT, recordsIn, UPDATED_AT } from '../support/rows.js';

const TABLES = {
  'canvas.users': 200,
  'canvas.courses': 150,
  'canvas.submissions': 400,
  'canvas.enrollment_states': 150,
  'canvas.assignment_groups': 150,
  'canvas_logs.web_logs': 200,
};
const STREAMS = Object.keys(TABLES);

interface Pair {
  readonly verified: ConnectorRun;
  readonly parsed: ConnectorRun;
}

/** Lines whose record begins with the table's key: rows that were parsed have it behind their other columns. */
function copiedLines(run: ConnectorRun, stream: string, key: string): number {
  const [namespace, name] = stream.split('.');
  const head = `{"type":"RECORD","record":{"stream":"${name}","namespace":"${namespace}","emitted_at":`;
  return run.lines.filter((line) => line.startsWith(head) && line.includes(`"data":{"${key}":`)).length;
}

describe('records whose bytes are copied, and the same ones parsed', () => {
  let lab: Lab;
  let pairs: Readonly<Record<'snapshot' | 'changes' | 'selection', Pair>>;

  async function readBoth(choice: ReadChoice = {}): Promise<Pair> {
    const verified = await lab.read(choice);
    return { verified, parsed: await lab.read({ ...choice, env: { DAP_RECORD_PATH: 'parsed' } }) };
  }

  beforeAll(async () => {
    lab = await Lab.start({ tables: TABLES, presence: 'random', objectRows: 100, webLogDuplicates: 0.1 });
    const snapshot = await readBoth();
    const columns = ['id', 'name', 'user_id', 'rules', 'score', UPDATED_AT];
    const selection = await readBoth({
      columns,
      streams: STREAMS.filter((stream) => stream !== 'canvas_logs.web_logs'),
    });
    lab.emulator.commit({ updates: 40, deletes: 9, inserts: 15, ghosts: 2 });
    const changes = await readBoth({ state: stateAfter(snapshot.verified) });
    pairs = { snapshot, changes, selection };
  });
  afterAll(async () => await lab?.close());

  test('all reads end well', () => {
    for (const { verified, parsed } of Object.values(pairs)) {
      expect([verified.exitCode, parsed.exitCode]).toEqual([0, 0]);
      expect([...tracesOf(verified.messages, 'ERROR'), ...tracesOf(parsed.messages, 'ERROR')]).toEqual([]);
    }
  });

  test.each(STREAMS)('%s: they are the same, one by one', async (stream) => {
    for (const { verified, parsed } of Object.values(pairs)) {
      const data = (run: ConnectorRun) => recordsIn(run.messages, stream).map((record) => record.data);
      expect(data(verified)).toEqual(data(parsed));
    }
    expect(recordsIn(pairs.snapshot.verified.messages, stream).length).toBeGreaterThanOrEqual(150);
    await lab.expectTruth(stream, pairs.snapshot.verified.messages, pairs.changes.verified.messages);
  });

  test('deletions and changes are among them', () => {
    const records = recordsIn(pairs.changes.verified.messages, 'canvas.submissions');
    expect(records.filter(({ data }) => data[DELETED_AT] !== null)).toHaveLength(11);
    expect(records).toHaveLength(66);
  });

  test.each(STREAMS)('%s: most rows take the short way, and all the long one when told so', (stream) => {
    const key = lab.keyOf(stream)[0] ?? '';
    const { verified, parsed } = pairs.snapshot;
    const count = recordsIn(verified.messages, stream).length;
    expect(copiedLines(verified, stream, key)).toBeGreaterThan(count * 0.7);
    expect(copiedLines(parsed, stream, key)).toBe(0);
  });
});
