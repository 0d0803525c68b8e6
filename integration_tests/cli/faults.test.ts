import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Emulator, type FaultSpec, startEmulator } from '../../src/emulator/index.js';
import { DapLab, jsonLines } from './run-dap.js';

const SPEED = 20;
const TABLES = ['courses', 'users'];
const ARGS = ['snapshot', '--table', TABLES.join(), '--loglevel', 'debug'];

let emulator: Emulator;
let lab: DapLab;

beforeEach(async () => {
  const rows = { 'canvas.courses': 40, 'canvas.users': 90 };
  // One for each test: a service that has made a job once answers with it again, and meets no fault.
  emulator = await startEmulator({ limits: false, jobDelayMs: 100, objectRows: 30, tables: rows });
  lab = await DapLab.create(emulator);
});
afterEach(async () => {
  await emulator.close();
  await lab.remove();
});

/** How many rows the complete files hold. */
async function countRows(): Promise<number> {
  const files = (await lab.files('downloads')).filter((name) => name.endsWith('.gz'));
  const texts = await Promise.all(files.map((name) => readFile(join(lab.folder, 'downloads', name))));
  return texts.reduce((sum, bytes) => sum + gunzipSync(bytes).toString().split('\n').length - 1, 0);
}

describe('a download gets over', () => {
  it.each<[string, FaultSpec]>([
    ['a login that fails', { name: 'login500', times: 2 }],
    ['a login that breaks off', { name: 'loginDrop', times: 2 }],
    ['calls that fail', { name: 'api500', times: 4 }],
    ['calls that break off', { name: 'apiDrop', times: 3 }],
    ['an answer that is not JSON', { name: 'api504NonJson', times: 2 }],
    ['a limit of another program', { name: 'api429', on: 'data', times: 2, seconds: 1 }],
    ['a token that is refused', { name: 'unauthorizedOnce', on: 'job' }],
    ['a job that fails once', { name: 'jobFailed', table: 'users', times: 1 }],
    ['a job that is lost', { name: 'jobLost', table: 'users', times: 1 }],
    ['URLs that have expired', { name: 'urlExpired', times: 3 }],
    ['files that break off', { name: 'objectCut', after: 200, times: 3 }],
    ['files that are damaged', { name: 'objectCorrupt', times: 2 }],
    ['files that are short in the store', { name: 'objectShortAtRest', times: 2 }],
    ['a store that fails', { name: 'object500', times: 3 }],
    ['files of the same name', { name: 'equalNames' }],
  ])('%s', async (_name, fault) => {
    emulator.faults.set(fault);
    const { code, stderr } = await lab.dap(ARGS, { speed: SPEED });
    expect(code, stderr).toBe(0);
    expect(emulator.faults.list()[0]?.fired).toBeGreaterThan(0);
    expect(await countRows()).toBe(130);
    expect(stderr).not.toMatch(/Signature|https?:\/\/127\.0\.0\.1:\d+\/[^ ]*\?/);
  });
});

describe('a table fails, and no other, by', () => {
  it.each<[string, FaultSpec, RegExp]>([
    [
      'a job that fails for good, with its reason',
      { name: 'jobFailed', table: 'users', times: 'forever' },
      /DAP_JOB_FAILED {2}.*uuid/,
    ],
    ['a file that stays damaged', { name: 'objectCorrupt', table: 'users', times: 'forever' }, /DAP_OBJECT_CORRUPT/],
    ['a file that stays short', { name: 'objectShortAtRest', table: 'users', times: 'forever' }, /DAP_OBJECT_CORRUPT/],
  ])('%s', async (_name, fault, reason) => {
    emulator.faults.set(fault);
    const { code, stderr } = await lab.dap(ARGS, { speed: SPEED });
    expect(code).toBe(5);
    expect(stderr).toMatch(reason);
    expect(stderr).toMatch(/ERROR - snapshot: 1 of 2 tables failed\n$/);
    const files = (await lab.files('downloads')).filter((name) => name.endsWith('.gz'));
    expect(files).toHaveLength(2);
    expect(await lab.files('downloads/.dap-since')).toEqual(['canvas.courses.json']);
  });
});

it('a table that was never filled is an empty one, from which nothing continues', async () => {
  emulator.faults.set({ name: 'neverFilled', table: 'users', times: 'forever' });
  const { code, stdout, stderr } = await lab.dap([...ARGS, '--output', 'json'], { speed: SPEED });
  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(/WARNING - canvas\.users: DAP has never filled this table/);
  expect(jsonLines(stdout)).toContainEqual({ namespace: 'canvas', table: 'users', noData: true, files: [], bytes: 0 });
  expect(await lab.files('downloads/.dap-since')).toEqual(['canvas.courses.json']);
});

describe('all tables fail at once by', () => {
  it.each<[string, FaultSpec, RegExp]>([
    ['an account without access', { name: 'accountDisabled', times: 'forever' }, /DAP_ACCOUNT_DISABLED/],
    ['refused credentials', { name: 'login403', times: 'forever' }, /DAP_AUTHENTICATION/],
  ])('%s', async (_name, fault, reason) => {
    emulator.faults.set(fault);
    const { code, stderr } = await lab.dap([...ARGS, '--concurrency', '1'], { speed: SPEED });
    expect(code).toBe(5);
    expect(stderr).toMatch(reason);
    expect(stderr).toMatch(/canvas\.users +not begun/);
    expect(await lab.files('downloads')).toEqual([]);
  });
});
