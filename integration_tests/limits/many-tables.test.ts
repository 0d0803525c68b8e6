import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { type Emulator, type RequestLogEntry, startEmulator } from '../../src/emulator/index.js';
import { filesBelow, runDap } from '../support/dap-run.js';

/** Server and client agree on how fast time runs: a minute takes a second. */
const SPEED = 60;
/** Of a query, in server time: a table takes longer than the limit would let twenty others begin. */
const JOB_MS = 240_000;
const QUERIES_A_MINUTE = 5;
const MINUTE_MS = 60_000;

let emulator: Emulator;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dap-many-tables-'));
  emulator = await startEmulator({
    limits: true,
    speed: SPEED,
    jobDelayMs: JOB_MS,
    scale: 0.02,
    namespaces: ['canvas', 'catalog'],
  });
});

afterEach(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true });
});

/** Server times of the queries of a namespace, in order. */
function queryTimes(namespace: string): number[] {
  return queries(namespace).map(({ at }) => Date.parse(at));
}

function queries(namespace: string): RequestLogEntry[] {
  const isQuery = ({ method, path }: RequestLogEntry) =>
    method === 'POST' && path.includes(`/query/${namespace}/table/`) && path.endsWith('/data');
  return emulator.requests().filter(isQuery);
}

/** The most requests in any span of a minute. */
function mostInAMinute(times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + MINUTE_MS).length));
}

/** The shortest time between the first and the last of so many queries that the limit allows. */
function leastSpan(count: number): number {
  return Math.floor((count - 1) / QUERIES_A_MINUTE) * MINUTE_MS;
}

/** Adds up, in server time, how late timers are until it is told to end: a busy machine holds up its programs. */
async function measureLateness(end: AbortSignal): Promise<number> {
  const stepMs = MINUTE_MS / SPEED / QUERIES_A_MINUTE;
  let late = 0;
  while (!end.aborted) {
    const began = performance.now();
    await delay(stepMs);
    late += performance.now() - began - stepMs;
  }
  return late * SPEED;
}

test('122 tables take the time that the limits cost, never meet them, and lose nothing', async () => {
  const spans = { least: 0, taken: 0 };
  const end = new AbortController();
  onTestFinished(() => end.abort());
  const measured = measureLateness(end.signal);
  for (const namespace of ['canvas', 'catalog']) {
    // Another process knows nothing of the queries of this minute.
    emulator.clock.advance(MINUTE_MS);
    const args = ['--non-interactive', 'snapshot', '--namespace', namespace, '--table', 'all'];
    const run = await runDap(emulator, [...args, '--output-directory', join(folder, namespace)], { speed: SPEED });
    expect(run.exitCode, run.stderr.slice(-2000)).toBe(0);
    const times = queryTimes(namespace);
    expect(new Set(queries(namespace).map(({ path }) => path)).size).toBe(times.length);
    expect(mostInAMinute(times)).toBeLessThanOrEqual(QUERIES_A_MINUTE);
    spans.least += leastSpan(times.length);
    spans.taken += (times.at(-1) ?? 0) - (times[0] ?? 0);
    const folders = new Set(filesBelow(join(folder, namespace)).map((path) => path.split('/')[0]));
    expect([...folders].filter((name) => name?.startsWith('job_'))).toHaveLength(times.length);
  }
  expect(queries('canvas').length + queries('catalog').length).toBe(122);
  expect(emulator.stats().rateLimited).toBe(0);
  expect(spans.taken).toBeGreaterThanOrEqual(spans.least);
  end.abort();
  expect(spans.taken).toBeLessThanOrEqual(spans.least * 1.1 + (await measured));
});
