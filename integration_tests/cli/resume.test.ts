import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/index.js';
import { comparable, plain, type Row, rowsOfLines } from '../emulator/read-text.js';
import { DapLab, type DapRun } from './run-dap.js';

const TABLES = ['courses', 'users'];
const ARGS = ['snapshot', '--table', TABLES.join()];

let emulator: Emulator;
let lab: DapLab;

beforeEach(async () => {
  const rows = { 'canvas.courses': 150, 'canvas.users': 300 };
  emulator = await startEmulator({ limits: false, jobDelayMs: 0, objectRows: 15, tables: rows });
  lab = await DapLab.create(emulator);
});
afterEach(async () => {
  await emulator.close();
  await lab.remove();
});

const isData = (path: string): boolean => path.endsWith('.jsonl.gz');
const finished = async (): Promise<readonly string[]> => (await lab.files('downloads')).filter(isData);

/** Runs the command until so many files are complete, then stops it. */
async function stopAfter(count: number, by: NodeJS.Signals, args: readonly string[]): Promise<DapRun> {
  return await lab.dap(args, { stop: { by, when: async () => (await finished()).length >= count } });
}

/** Names of the files that were asked for since the request number `from`. */
function fetchedSince(from: number): readonly string[] {
  const requests = emulator.requests().slice(from);
  return requests.filter(({ origin }) => origin === 'store').map(({ path }) => path.slice(path.lastIndexOf('/') + 1));
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

async function expectTruth(): Promise<void> {
  const paths = await finished();
  const lines = await Promise.all(
    paths.map(async (path) =>
      gunzipSync(await readFile(join(lab.folder, 'downloads', path)))
        .toString()
        .split('\n'),
    ),
  );
  const got = rowsOfLines(lines.flatMap((one) => one.slice(0, -1)));
  const expected: Row[] = [];
  for (const table of TABLES) {
    for await (const { key, value, ts } of emulator.truth('canvas', table)) {
      const members = Object.entries(value).map(([name, member]) => [name, plain(member)]);
      expected.push({ ts, action: undefined, key: String(key['id']), value: Object.fromEntries(members) });
    }
  }
  const order = (rows: readonly Row[]) => comparable(rows.map((row) => ({ ...row, key: `${row.key} ${row.ts}` })));
  expect(order(got)).toEqual(order(expected));
}

describe('a download that is killed', () => {
  it('continues with --resume, at whatever instant, and fetches no finished file again', async () => {
    emulator.faults.set({ name: 'objectDelay', ms: 30 });
    let run = await stopAfter(1 + Math.floor(Math.random() * 5), 'SIGKILL', ARGS);
    expect(run.signal).toBe('SIGKILL');
    for (let kills = 0; kills < 3; kills += 1) {
      const before = await finished();
      const from = emulator.requests().length;
      run = await stopAfter(before.length + 1 + Math.floor(Math.random() * 5), 'SIGKILL', [...ARGS, '--resume']);
      const again = fetchedSince(from);
      for (const path of before) expect(again).not.toContain(nameOf(path));
    }
    const before = await finished();
    const from = emulator.requests().length;
    run = await lab.dap([...ARGS, '--resume']);
    expect(run.code, run.stderr).toBe(0);
    for (const path of before) expect(fetchedSince(from)).not.toContain(nameOf(path));
    expect((await lab.files('downloads')).filter((path) => path.endsWith('.part'))).toEqual([]);
    await expectTruth();
  });

  it('continues with its own job even if the service would answer with another one', async () => {
    await lab.dap(ARGS);
    await emulator.commit({ namespace: 'canvas', updates: 90 });
    emulator.faults.set({ name: 'objectDelay', ms: 30 });
    const args = ['incremental', '--table', 'users', '--since', 'last'];
    const complete = await finished();
    await stopAfter(complete.length + 2, 'SIGKILL', args);
    const before = (await finished()).filter((path) => !complete.includes(path));
    expect(before.length).toBeGreaterThanOrEqual(2);
    await emulator.commit({ namespace: 'canvas', updates: 5 });
    const from = emulator.requests().length;
    const { code, stderr } = await lab.dap([...args, '--resume', '--loglevel', 'debug']);
    expect(code, stderr).toBe(0);
    const asked = emulator.requests().slice(from);
    expect(asked.filter(({ query }) => query !== undefined)).toEqual([]);
    for (const path of before) expect(fetchedSince(from)).not.toContain(nameOf(path));
  });

  it('asks for a new job when its own is gone', async () => {
    emulator.faults.set({ name: 'objectDelay', ms: 30 });
    await stopAfter(2, 'SIGKILL', ARGS);
    emulator.clock.advance(25 * 3_600_000);
    const { code, stderr } = await lab.dap([...ARGS, '--resume']);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/which was interrupted, is gone: the query is submitted again/);
  });

  it('starts over without --resume', async () => {
    emulator.faults.set({ name: 'objectDelay', ms: 30 });
    await stopAfter(2, 'SIGKILL', ARGS);
    const from = emulator.requests().length;
    expect((await lab.dap(ARGS)).code).toBe(0);
    expect(new Set(fetchedSince(from)).size).toBe(30);
    await expectTruth();
  });
});

describe('a stop signal', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('%s ends the command with 125, and --resume continues it', async (by) => {
    emulator.faults.set({ name: 'objectDelay', ms: 30 });
    const stopped = await stopAfter(2, by, ARGS);
    expect(stopped).toMatchObject({ code: 125, signal: null });
    expect(stopped.stderr).not.toMatch(/\n +at /);
    const before = await finished();
    const from = emulator.requests().length;
    expect((await lab.dap([...ARGS, '--resume'])).code).toBe(0);
    for (const path of before) expect(fetchedSince(from)).not.toContain(nameOf(path));
    await expectTruth();
  });

  it('a download that was stopped is not remembered', async () => {
    emulator.faults.set({ name: 'objectDelay', ms: 30 });
    await stopAfter(2, 'SIGTERM', ['snapshot', '--table', 'users']);
    const { code, stderr } = await lab.dap(['incremental', '--table', 'users', '--since', 'last']);
    expect(code).toBe(5);
    expect(stderr).toMatch(/DAP_SINCE_UNKNOWN/);
  });
});
