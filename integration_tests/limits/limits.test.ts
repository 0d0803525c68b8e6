import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { logsOf, statusesOf } from '../../src/testing/messages-of-type.js';
import { Lab } from '../support/lab.js';

/** Server and connector agree on how fast time runs: a minute takes two seconds. */
const SPEED = 30;

const TABLES = Object.fromEntries(
  [
    'users',
    'groups',
    'roles',
    'courses',
    'scores',
    'quizzes',
    'rubrics',
    'wikis',
    'folders',
    'favorites',
    'enrollments',
  ].map((table) => [`canvas.${table}`, 20]),
);
const STREAMS = Object.keys(TABLES);

describe('the limits that DAP documents', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.start({ tables: TABLES, limits: true, speed: SPEED, jobDelayMs: 1000 }, { concurrency: 4 });
  });
  afterAll(async () => await lab?.close());

  test('one process never exceeds them, however many tables it reads', async () => {
    const run = await lab.read();
    expect(run.exitCode).toBe(0);
    expect(lab.emulator.stats().rateLimited).toBe(0);
    expect(logsOf(run.messages, 'INFO').some((text) => text.includes('limit of requests'))).toBe(true);
    for (const stream of STREAMS) await lab.expectTruth(stream, run.messages);
  });

  test('two processes at once wait after refusals', async () => {
    lab.emulator.commit({ updates: 2, deletes: 1, inserts: 1 });
    lab.emulator.clock.advance(25 * 3_600_000);
    const half = STREAMS.slice(0, 5);
    const runs = await Promise.all([
      lab.read({ streams: half, config: { concurrency: 5 } }),
      lab.read({ streams: STREAMS.slice(5, 10), config: { concurrency: 5 } }),
    ]);
    expect(runs.map((run) => run.exitCode)).toEqual([0, 0]);
    expect(lab.emulator.stats().rateLimited).toBeGreaterThan(0);
    for (const stream of half) expect(statusesOf(runs[0].messages, stream).at(-1)).toBe('COMPLETE');
    for (const stream of half) await lab.expectTruth(stream, runs[0].messages);
    for (const stream of STREAMS.slice(5, 10)) await lab.expectTruth(stream, runs[1].messages);
  });

  test('tokens that live for less than the wait for a slot are fetched after it', async () => {
    lab.emulator.clock.advance(25 * 3_600_000);
    // Server seconds: the wait for a slot takes up to 60.
    lab.emulator.faults.set({ name: 'tokenShort', seconds: 15, times: 'forever' });
    const run = await lab.read({ config: { concurrency: 11 } });
    lab.emulator.faults.clear();
    expect(run.exitCode).toBe(0);
    for (const stream of STREAMS) expect(statusesOf(run.messages, stream).at(-1)).toBe('COMPLETE');
    for (const stream of STREAMS) await lab.expectTruth(stream, run.messages);
  });
});
