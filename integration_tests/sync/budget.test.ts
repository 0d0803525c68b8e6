import { describe, expect, it } from 'vitest';
import { DatabaseLab } from '../cli-database/database-lab.js';
import { TARGETS } from '../sql-support/targets.js';
import { statusesOf } from './sync-run.js';

const NAMES = ['users', 'roles', 'courses', 'accounts', 'enrollments', 'groups'];
const TABLES = Object.fromEntries(NAMES.map((name) => [`canvas.${name}`, 20]));
/** Each table takes longer than a small part of the budget, whatever the machine; all of them, longer than the budget. */
const JOB_MS = 1500;
const BUDGET = '8s';
const MAX_CALLS = 40;
/** A machine that is busy with something else needs more calls. */
const PATIENCE_MS = 600_000;

describe.each(TARGETS)('a budget on $dialect', (target) => {
  it.skipIf(target.missing !== undefined)(
    'takes several calls, each of which goes on with what is left',
    async () => {
      const lab = await DatabaseLab.start(target, TABLES);
      for (const table of NAMES) lab.emulator.faults.set({ name: 'objectDelay', table, ms: JOB_MS, times: 'forever' });
      const args = ['sync', '--once', '--budget', BUDGET, '--concurrency', '1', '--table', NAMES.join(',')];
      const loaded = new Map<string, number>();
      let calls = 0;
      for (; loaded.size < NAMES.length && calls < MAX_CALLS; calls += 1) {
        const statuses = statusesOf(await lab.results(0, args));
        expect(Object.keys(statuses)).toHaveLength(NAMES.length);
        for (const [name, status] of Object.entries(statuses)) {
          expect(['initialized', 'synchronized', 'staged', 'pending']).toContain(status);
          if (status === 'initialized') loaded.set(name, (loaded.get(name) ?? 0) + 1);
        }
      }
      expect(calls).toBeGreaterThan(1);
      expect([...loaded.values()]).toEqual(NAMES.map(() => 1));
      for (const table of NAMES) await lab.expectTruth(table);
    },
    PATIENCE_MS,
  );
});
