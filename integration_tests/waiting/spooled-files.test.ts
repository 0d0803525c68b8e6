import { afterEach, expect, test } from 'vitest';
import { logsOf } from '../../src/testing/messages-of-type.js';
import { Lab } from '../support/lab.js';
import { keysOf, repeated } from '../support/rows.js';

const STREAM = 'canvas.submissions';
/** A job that lives seven minutes is gone after three seconds. */
const SPEED = 150;

let lab: Lab;
afterEach(async () => await lab?.close());

test('a destination that takes longer than the job lives gets every row once, from files stored ahead of it', async () => {
  lab = await Lab.start({ tables: { [STREAM]: 3000 }, objectRows: 750, speed: SPEED });
  lab.emulator.faults.set({ name: 'jobAboutToExpire', table: STREAM, seconds: 420 });
  const startedAt = Date.parse(lab.emulator.clock.now());
  const run = await lab.read({ stdoutDelayMs: 100 });
  const tookMs = Date.parse(lab.emulator.clock.now()) - startedAt;
  // The job was long gone before the last row was taken.
  expect(tookMs).toBeGreaterThan(420_000);
  expect(run.exitCode).toBe(0);
  await lab.expectTruth(STREAM, run.messages);
  expect(repeated(keysOf(run.messages, STREAM, ['id']))).toEqual([]);
  expect(lab.emulator.stats().jobs).toBe(1);
  expect(logsOf(run.messages, 'INFO').join('\n')).toMatch(
    /canvas\.submissions: the job would expire before .* are stored in/,
  );
});
