import { expect, test } from 'vitest';
import { DatabaseLab } from '../../cli-database/database-lab.js';
import { TARGETS } from '../../sql-support/targets.js';

const KILLS = 10;
const ROWS = 4000;
const BUSY = 5;
const INIT = ['initdb', '--namespace', 'canvas', '--table', 'users'];

/** Runs until the time has come, and is killed then. */
function killAfter(ms: number) {
  const start = performance.now();
  return { stop: { by: 'SIGKILL', when: async () => performance.now() - start >= ms } } as const;
}

/** The server notices within moments that a client is gone. */
async function initialize(lab: DatabaseLab) {
  for (let tries = 1; ; tries += 1) {
    const run = await lab.dap(INIT);
    if (run.code !== BUSY || tries === 5) return run;
  }
}

const [target] = TARGETS.filter(({ dialect }) => dialect === 'postgresql');

test.skipIf(target?.missing !== undefined)(
  'initdb that is killed at any moment succeeds when it is run again',
  { timeout: 300_000 },
  async () => {
    if (target === undefined) return;
    const lab = await DatabaseLab.start(target, { 'canvas.users': ROWS });
    const began = performance.now();
    expect((await lab.dap(INIT)).code).toBe(0);
    const wholeMs = performance.now() - began;
    let kills = 0;
    for (let n = 0; kills < KILLS && n < 4 * KILLS; n += 1) {
      await lab.scratch.reset();
      const { signal } = await lab.dap(INIT, killAfter(((n * 7) % KILLS) * 0.08 * wholeMs + 0.1 * wholeMs));
      if (signal === null) continue;
      kills += 1;
      const stored = await lab.scratch.read('canvas', 'users');
      if (stored !== undefined) expect(stored.rows).toHaveLength(ROWS);
      const again = await initialize(lab);
      // Killed between its commit and its end, it has nothing left to do.
      if (stored === undefined) expect(again.code, again.stderr).toBe(0);
      else expect(again.stderr).toMatch(/has this table already/);
      await lab.expectTruth('users');
      expect((await lab.scratch.objects()).filter((name) => !/^canvas\.users(?:__|$)/.test(name))).toEqual([]);
    }
    expect(kills).toBe(KILLS);
  },
);
