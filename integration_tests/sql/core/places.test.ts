import { describe, expect, test } from 'vitest';
import { TARGETS } from '../../sql-support/targets.js';
import { useCoreLabs } from './use-core-lab.js';

const ROLES = 'canvas.roles';
const TABLES = { [ROLES]: 25 } as const;

describe.each(TARGETS)('the place of a table in $dialect', (target) => {
  describe.skipIf(target.missing !== undefined)('decides', () => {
    const start = useCoreLabs(target);

    test('a table of the user is not replaced', async () => {
      const { lab } = await start({ tables: TABLES });
      if (target.dialect !== 'mysql') await lab.scratch.query('create schema canvas');
      const name = lab.scratch.nameOf('canvas', 'roles');
      await lab.scratch.query(`create table ${name} (id bigint primary key, my_own_remark varchar(20))`);
      await lab.scratch.query(`insert into ${name} values (1, 'mine')`);
      await expect(lab.initialize(ROLES)).rejects.toMatchObject({
        code: 'SQL_TARGET_TAKEN',
        message: expect.stringContaining('my_own_remark'),
      });
      expect(await lab.scratch.query(`select my_own_remark from ${name}`)).toEqual([{ my_own_remark: 'mine' }]);
    });

    test('what an interrupted load of another client has left is replaced, and that is said', async () => {
      const { lab, heard, notes } = await start({ tables: TABLES });
      await lab.initialize(ROLES);
      await lab.scratch.query(`delete from ${lab.scratch.nameOf('canvas', 'roles')} where id > 3`);
      for (const table of ['table_sync', 'dap_replicas']) {
        await lab.scratch.query(`delete from ${lab.scratch.nameOf('instructure_dap', table)}`);
      }
      if (target.dialect === 'duckdb') {
        // No other client loads tables into DuckDB, and ours leaves none under the name of its table.
        await expect(lab.initialize(ROLES)).rejects.toMatchObject({ code: 'SQL_TARGET_TAKEN' });
        return;
      }
      await lab.initialize(ROLES, heard);
      await lab.expectTruth(ROLES);
      expect(notes().join('\n')).toMatch(/interrupted load/);
    });

    test('a table of the user with the key and some of the columns of the service is not replaced', async () => {
      const { lab } = await start({ tables: TABLES });
      if (target.dialect !== 'mysql') await lab.scratch.query('create schema canvas');
      const name = lab.scratch.nameOf('canvas', 'roles');
      await lab.scratch.query(`create table ${name} (id bigint primary key, name varchar(255))`);
      await lab.scratch.query(`insert into ${name} values (1, 'mine')`);
      await expect(lab.initialize(ROLES)).rejects.toMatchObject({ code: 'SQL_TARGET_TAKEN' });
      expect(await lab.scratch.query(`select name from ${name}`)).toEqual([{ name: 'mine' }]);
    });

    test('two tables of the service do not share one', async () => {
      const { lab } = await start({ tables: { 'canvas.accounts': 9, 'catalog.accounts': 9 } });
      await lab.initialize('canvas.accounts', { schema: 'all' });
      await expect(lab.initialize('catalog.accounts', { schema: 'all' })).rejects.toMatchObject({
        code: 'SQL_TARGET_TAKEN',
        message: expect.stringContaining('canvas.accounts'),
      });
    });

    test('a recorded table that is gone is made again, or not where snapshots are not wanted', async () => {
      const { lab, heard, notes } = await start({ tables: TABLES });
      await lab.initialize(ROLES);
      await lab.scratch.query(`drop table ${lab.scratch.nameOf('canvas', 'roles')}`);
      await expect(lab.synchronize(ROLES, { resnapshot: false })).rejects.toMatchObject({
        code: 'SQL_SNAPSHOT_NEEDED',
      });
      lab.commit(ROLES, { updates: 3, inserts: 2 });
      expect(await lab.synchronize(ROLES, heard)).toMatchObject({ status: 'initialized' });
      expect(notes().join('\n')).toMatch(/gone from the database/);
      lab.commit(ROLES, { updates: 3, inserts: 2 });
      await lab.synchronize(ROLES);
      await lab.expectTruth(ROLES);
    });

    test('a table that another process has brought up to date is skipped', async () => {
      const { lab } = await start({ tables: TABLES });
      const { timestamp } = await lab.initialize(ROLES);
      const before = await lab.truth(ROLES);
      lab.commit(ROLES, { updates: 3 });
      const long = await lab.synchronize(ROLES, { unlessSyncedSince: '2020-01-01T00:00:00.000000Z' });
      expect(long).toMatchObject({ status: 'skipped', timestamp, reason: expect.stringContaining('another process') });
      await lab.expectTruth(ROLES, {}, before);
      const now = await lab.withDatabase(async (connection) => await (await connection.open()).now());
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(await lab.synchronize(ROLES, { unlessSyncedSince: now })).toMatchObject({ status: 'synchronized' });
      await lab.expectTruth(ROLES);
    });
  });
});
