import { expect, test } from 'vitest';
import { DatabaseLab } from '../../cli-database/database-lab.js';
import { TARGETS } from '../../sql-support/targets.js';

const KILLS = 3;
const ROWS = 300;
const TABLE = ['--namespace', 'canvas', '--table', 'users'];
const ALREADY = /has this table already/;

const [target] = TARGETS.filter(({ dialect }) => dialect === 'duckdb');

/** Moments of a run that takes `wholeMs`, not in their order. */
function moments(wholeMs: number): readonly number[] {
  return Array.from({ length: 4 * KILLS }, (_, n) => wholeMs * (0.3 + 0.65 * (((n * 5) % 11) / 11)));
}

/** Runs until the time has come, and is killed then. */
function killAfter(ms: number) {
  const start = performance.now();
  return { stop: { by: 'SIGKILL', when: async () => performance.now() - start >= ms } } as const;
}

/** Kills runs at moments spread over them, until enough were killed; `after` sees to each of them. */
async function killRuns(
  lab: DatabaseLab,
  wholeMs: number,
  command: string,
  before: () => Promise<void>,
  after: () => Promise<void>,
) {
  let kills = 0;
  for (const moment of moments(wholeMs)) {
    if (kills === KILLS) break;
    await before();
    const { signal } = await lab.dap([command, ...TABLE], killAfter(moment));
    if (signal !== null) kills += 1;
    await after();
  }
  expect(kills).toBe(KILLS);
}

test.skipIf(target?.missing !== undefined)(
  'a process that is killed at any moment leaves a file that the same command finishes',
  { timeout: 300_000 },
  async () => {
    if (target === undefined) return;
    const lab = await DatabaseLab.start(target, { 'canvas.users': ROWS });
    const began = performance.now();
    expect((await lab.dap(['initdb', ...TABLE])).code).toBe(0);
    const wholeMs = performance.now() - began;
    await killRuns(
      lab,
      wholeMs,
      'initdb',
      () => lab.scratch.reset(),
      async () => {
        const again = await lab.dap(['initdb', ...TABLE]);
        // Killed between its commit and its end, it has nothing left to do.
        if (again.code !== 0) expect(again.stderr).toMatch(ALREADY);
        await lab.expectTruth('users');
      },
    );
    const change = async () => {
      lab.emulator.commit({ namespace: 'canvas', table: 'users', updates: 500, deletes: 50, inserts: 50 });
    };
    await killRuns(lab, wholeMs, 'syncdb', change, async () => {
      const again = await lab.dap(['syncdb', ...TABLE]);
      expect(again.code, again.stderr).toBe(0);
      await lab.expectTruth('users');
    });
  },
);
