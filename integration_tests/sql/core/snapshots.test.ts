import { describe, expect, test } from 'vitest';
import { TARGETS } from '../../sql-support/targets.js';
import { useCoreLabs } from './use-core-lab.js';

const ROLES = 'canvas.roles';
const LOGS = 'canvas_logs.web_logs';
const DAY_MS = 86_400_000;

describe.each(TARGETS)('where changes do not suffice, in $dialect', (target) => {
  describe.skipIf(target.missing !== undefined)('a table', () => {
    const start = useCoreLabs(target);

    test('that was reloaded is compared with a new snapshot, once', async () => {
      const { lab, heard, notes } = await start({ tables: { [ROLES]: 30 } });
      await lab.initialize(ROLES);
      lab.commit(ROLES, { updates: 4, deletes: 3, inserts: 2 });
      lab.emulator.reload('canvas', 'roles');
      const result = await lab.synchronize(ROLES, heard);
      expect(result.status).toBe('resnapshot');
      expect(result.deleted).toBe(3);
      expect(notes().join('\n')).toMatch(/new snapshot is read: the table was loaded again on the server/);
      await lab.expectTruth(ROLES);
      lab.commit(ROLES, { updates: 1, deletes: 0, inserts: 0 });
      expect(await lab.synchronize(ROLES)).toMatchObject({ status: 'synchronized', upserted: 1 });
      await lab.expectTruth(ROLES);
    });

    test('whose changes are too old is read again, unless that is not wanted: then nothing changes', async () => {
      const { lab } = await start({ tables: { [ROLES]: 30 } });
      const { timestamp } = await lab.initialize(ROLES);
      const before = await lab.truth(ROLES);
      lab.emulator.clock.advance(3 * DAY_MS);
      lab.emulator.setRetention('canvas', 'roles', 2);
      lab.commit(ROLES, { updates: 4, deletes: 3, inserts: 2 });
      await expect(lab.synchronize(ROLES, { resnapshot: false })).rejects.toMatchObject({
        code: 'SQL_SNAPSHOT_NEEDED',
        message: expect.stringContaining('too old'),
      });
      await lab.expectTruth(ROLES, {}, before);
      expect(await lab.bookmark(ROLES)).toBe(timestamp);
      expect((await lab.synchronize(ROLES, { resnapshotStrategy: 'truncate' })).status).toBe('resnapshot');
      await lab.expectTruth(ROLES);
    });

    test('that is a log keeps the rows that the service has forgotten, and the gap is told', async () => {
      const { lab, heard, notes } = await start({ tables: { [LOGS]: 60 } });
      await lab.initialize(LOGS);
      const first = await lab.scratch.read('canvas_logs', 'web_logs');
      lab.emulator.clock.advance(40 * DAY_MS);
      lab.commit(LOGS, { inserts: 9 });
      const result = await lab.synchronize(LOGS, heard);
      expect(result).toMatchObject({ status: 'resnapshot', deleted: 0 });
      expect(notes().join('\n')).toMatch(/may be missing for good/);
      const second = await lab.scratch.read('canvas_logs', 'web_logs');
      expect(second?.rows).toHaveLength((first?.rows.length ?? 0) + 9);
    });

    test('that the service has never filled is skipped, and made once it is filled', async () => {
      const { lab, heard, notes } = await start({ tables: { [ROLES]: 0 } });
      lab.emulator.faults.set({ name: 'neverFilled', table: 'roles' });
      const none = await lab.initialize(ROLES, heard);
      expect(none).toMatchObject({ status: 'skipped', timestamp: '', reason: expect.stringContaining('no data') });
      expect(notes().join('\n')).toMatch(/no data of this table yet/);
      expect(await lab.scratch.objects()).toEqual([]);
      expect(await lab.list()).toEqual([]);
      lab.emulator.faults.clear();
      lab.emulator.clock.advance(2 * DAY_MS);
      lab.commit(ROLES, { inserts: 4 });
      expect(await lab.initialize(ROLES)).toMatchObject({ status: 'initialized', upserted: 4 });
      await lab.expectTruth(ROLES);
    });

    test('of another account is left alone', async () => {
      const { lab } = await start({ tables: { [ROLES]: 20 } });
      await lab.initialize(ROLES);
      const before = await lab.truth(ROLES);
      lab.commit(ROLES, { updates: 5 });
      const other = await start({ tables: { [ROLES]: 20 } });
      const { DatabaseConnection, SqlReplicator } = await import('../../../src/sql/index.js');
      await lab.scratch.pause();
      const connection = new DatabaseConnection(lab.scratch.url);
      try {
        await expect(
          new SqlReplicator(other.lab.client, connection).synchronize('canvas', 'roles'),
        ).rejects.toMatchObject({ code: 'SQL_OTHER_ACCOUNT' });
      } finally {
        await connection.close();
      }
      await lab.expectTruth(ROLES, {}, before);
    });
  });
});
