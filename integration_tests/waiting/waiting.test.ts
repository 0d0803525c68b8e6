import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { errorsOf, logsOf, statusesOf } from '../../src/testing/messages-of-type.js';
import { streamKey } from '../../src/testing/stream-key.js';
import { Lab } from '../support/lab.js';
import { Relay } from '../support/relay.js';
import { warningsOf } from '../support/warnings.js';

const HOUR_MS = 3_600_000;
const SPEED = 60;
const CLOCK_JUMP = fileURLToPath(new URL('../support/clock-jump.mjs', import.meta.url));

let lab: Lab;
afterEach(async () => await lab?.close());

/** The clock of the machine is set `jumpMs` ahead, or back, when the program has run for `afterMs`. */
function clockJump(jumpMs: number, afterMs: number): { readonly env: Record<string, string> } {
  return {
    env: {
      NODE_OPTIONS: `--import ${CLOCK_JUMP}`,
      CLOCK_JUMP_MS: String(jumpMs),
      CLOCK_JUMP_AFTER_MS: String(afterMs),
    },
  };
}

describe('a job that only waits', () => {
  test('is reported each minute and given up after the configured time, and its turn goes to the next table', async () => {
    lab = await Lab.start({ tables: { 'canvas.groups': 20, 'canvas.roles': 20 }, speed: SPEED });
    const relay = await Relay.start(lab.emulator);
    const jobs = new Set<string>();
    relay.alter.answer = (body, path) => {
      const id = /"id":"([\w-]+)"/.exec(body)?.[1] ?? '';
      if (path.endsWith('/table/groups/data')) jobs.add(id);
      return jobs.has(id) ? JSON.stringify({ id, status: 'waiting' }) : body;
    };
    try {
      const config = { ...relay.config, concurrency: 1, max_job_wait_minutes: 3 };
      const run = await lab.read({ config, timeoutMs: 20_000 });
      const reports = logsOf(run.messages, 'INFO').filter((text) =>
        /canvas\.groups: job \S+ is still waiting/.test(text),
      );
      expect(reports.length).toBeGreaterThanOrEqual(2);
      expect(reports.length).toBeLessThanOrEqual(4);
      expect(errorsOf(run.messages)).toEqual([
        expect.objectContaining({
          failure_type: 'transient_error',
          message: expect.stringMatching(/canvas\.groups.*the job is still waiting after 3 min/),
        }),
      ]);
      expect(statusesOf(run.messages, 'canvas.groups')).toEqual(['STARTED', 'INCOMPLETE']);
      await lab.expectTruth('canvas.roles', run.messages);
    } finally {
      await relay.close();
    }
  });

  test('is not given up because the clock of the machine is set a day ahead', async () => {
    lab = await Lab.start({ tables: { 'canvas.groups': 20 }, jobDelayMs: 1500 });
    const run = await lab.read({ speed: 1, ...clockJump(25 * HOUR_MS, 900) });
    expect(warningsOf(run)).toEqual([]);
    expect(run.exitCode).toBe(0);
    await lab.expectTruth('canvas.groups', run.messages);
    expect(lab.emulator.stats().jobs).toBe(1);
  });
});

test('streams whose turn has not come say nothing', async () => {
  const tables = [
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
  ];
  lab = await Lab.start({
    tables: Object.fromEntries(tables.map((table) => [`canvas.${table}`, 5])),
    speed: SPEED,
    jobDelayMs: 25_000,
  });
  const run = await lab.read({ config: { concurrency: 2 } });
  expect(run.exitCode).toBe(0);
  const begun = new Set<string>();
  for (const { trace, log } of run.messages) {
    const status = trace?.stream_status;
    if (status !== undefined) begun.add(streamKey(status.stream_descriptor));
    const [, stream] = /^Stream (canvas\.\w+): \d+ records/.exec(log?.message ?? '') ?? [];
    if (stream !== undefined) expect(begun).toContain(stream);
  }
  const progress = logsOf(run.messages, 'INFO').filter((text) => /^Stream \S+: \d+ records so far/.test(text));
  expect(progress.length).toBeLessThanOrEqual(tables.length);
});
