import { describe, expect, test } from 'vitest';
import type { SqlLab } from '../../sql-support/sql-lab.js';
import { TARGETS } from '../../sql-support/targets.js';
import { useCoreLabs } from './use-core-lab.js';

const ROLES = 'canvas.roles';

describe.each(TARGETS)('a record in $dialect', (target) => {
  describe.skipIf(target.missing !== undefined)('of a table', () => {
    const start = useCoreLabs(target);

    /** Changes what the database knows of the table. */
    async function rewrite(lab: SqlLab, column: 'facts' | 'exact_timestamp', change: (text: string) => string) {
      const replicas = lab.scratch.nameOf('instructure_dap', 'dap_replicas');
      const [row] = await lab.scratch.query(`select ${column} from ${replicas}`);
      const text = change(String(row?.[column])).replaceAll("'", "''");
      await lab.scratch.query(`update ${replicas} set ${column} = '${text}'`);
    }

    /** Both places of the instant: ours counts as long as it is that of the official client. */
    async function moveRecord(lab: SqlLab, instant: string) {
      await rewrite(lab, 'exact_timestamp', () => instant);
      const sync = lab.scratch.nameOf('instructure_dap', 'table_sync');
      await lab.scratch.query(`update ${sync} set timestamp = '${instant.slice(0, 19).replace('T', ' ')}'`);
    }

    const otherKey = (facts: string) => facts.replace(/("client":")[0-9a-f]+/, '$1aaaaaaaaaaaaaaaa');
    const otherJob = (facts: string) => facts.replace(/("jobId":")[^"]+/, '$100000000-0000-0000-0000-000000000000');

    test('by a key that was rotated goes on, since the new key can see the last job', async () => {
      const { lab } = await start({ tables: { [ROLES]: 20 } });
      await lab.initialize(ROLES);
      await rewrite(lab, 'facts', otherKey);
      lab.commit(ROLES, { updates: 3, inserts: 2 });
      expect(await lab.synchronize(ROLES)).toMatchObject({ status: 'synchronized' });
      await lab.expectTruth(ROLES);
    });

    test('by a key of which nothing is known stops the table, until a rebuild is asked for', async () => {
      const { lab, heard, notes } = await start({ tables: { [ROLES]: 20 } });
      const { timestamp } = await lab.initialize(ROLES);
      await rewrite(lab, 'facts', (facts) => otherJob(otherKey(facts)));
      lab.commit(ROLES, { updates: 3, deletes: 1, inserts: 2 });
      await expect(lab.synchronize(ROLES)).rejects.toMatchObject({
        code: 'SQL_OTHER_ACCOUNT',
        message: expect.stringContaining('--rebuild'),
      });
      expect(await lab.bookmark(ROLES)).toBe(timestamp);
      expect(await lab.synchronize(ROLES, { rebuild: true, ...heard })).toMatchObject({ status: 'resnapshot' });
      expect(notes().join('\n')).toMatch(/another client ID/);
      await lab.synchronize(ROLES);
      await lab.expectTruth(ROLES);
    });

    test.each([
      ['later than all that the service holds', 3_600_000, /later than everything/],
      ['days ahead of every clock', 5 * 86_400_000, /more than a day ahead/],
    ])('that is %s leads to a snapshot, and the table goes back, which is told', async (_, aheadMs, told) => {
      const { lab, heard, notes } = await start({ tables: { [ROLES]: 20 } });
      await lab.initialize(ROLES);
      const ahead = new Date(Date.parse(lab.emulator.clock.now()) + aheadMs).toISOString().replace('Z', '000Z');
      await moveRecord(lab, ahead);
      await expect(lab.synchronize(ROLES, { resnapshot: false })).rejects.toMatchObject({
        code: 'SQL_SNAPSHOT_NEEDED',
      });
      expect(await lab.bookmark(ROLES)).toBe(ahead);
      const result = await lab.synchronize(ROLES, heard);
      expect(result.status).toBe('resnapshot');
      expect(notes().join('\n')).toMatch(told);
      expect(notes().join('\n')).toMatch(/goes back from/);
      await lab.expectTruth(ROLES);
      lab.commit(ROLES, { updates: 3, deletes: 1, inserts: 2 });
      expect(await lab.synchronize(ROLES)).toMatchObject({ status: 'synchronized' });
      await lab.expectTruth(ROLES);
    });

    test('stays when the work is broken off by a signal, before it and in the middle', async () => {
      const { lab } = await start({ tables: { [ROLES]: 200 }, objectRows: 20 });
      await expect(lab.initialize(ROLES, { signal: AbortSignal.abort() })).rejects.toMatchObject({
        name: 'AbortError',
      });
      expect(await lab.bookmark(ROLES)).toBeUndefined();
      const early = new AbortController();
      const stop = (controller: AbortController) => ({
        signal: controller.signal,
        onEvent: (event: { readonly type: string }) => {
          if (event.type === 'progress') controller.abort();
        },
      });
      await expect(lab.initialize(ROLES, stop(early))).rejects.toMatchObject({ name: 'AbortError' });
      expect(await lab.bookmark(ROLES)).toBeUndefined();
      expect((await lab.initialize(ROLES)).upserted).toBe(200);
      const before = await lab.truth(ROLES);
      const bookmark = await lab.bookmark(ROLES);
      lab.commit(ROLES, { updates: 120 });
      await expect(lab.synchronize(ROLES, stop(new AbortController()))).rejects.toMatchObject({ name: 'AbortError' });
      expect(await lab.bookmark(ROLES)).toBe(bookmark);
      await lab.expectTruth(ROLES, {}, before);
      await lab.synchronize(ROLES);
      await lab.expectTruth(ROLES);
    });
  });
});
