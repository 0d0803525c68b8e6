import { describe, expect, test } from 'vitest';
import { TARGETS } from '../sql-support/targets.js';
import { useLabs } from './use-lab.js';

const USERS = 'canvas.users';
const TABLES = { [USERS]: 80 } as const;

/** The cases of Airbyte's suite for destinations that a replica of keyed tables can have, by their names there. */
describe.each(TARGETS)('basic functionality of $dialect', (target) => {
  describe.skipIf(target.missing !== undefined)('tables', () => {
    const start = useLabs(target);

    test('basic write: a table, its record and nothing else', async () => {
      const lab = await start({ tables: TABLES });
      const result = await lab.initialize(USERS);
      expect(result).toMatchObject({ status: 'initialized', upserted: 80, deleted: 0, duplicates: 0 });
      await lab.expectTruth(USERS);
      const listed = await lab.list();
      expect(listed).toMatchObject([{ ref: { namespace: 'canvas', table: 'users' }, state: 'ready' }]);
      expect(listed[0]?.record?.timestamp).toBe(result.timestamp);
      const objects = await lab.scratch.objects();
      expect(objects.filter((name) => !/users__/.test(name))).toEqual([
        target.dialect === 'mysql' ? 'canvas__users' : 'canvas.users',
      ]);
    });

    test('dedup: changes replace rows by key, deletions remove them, repeated changes are harmless', async () => {
      const lab = await start({ tables: TABLES });
      await lab.initialize(USERS);
      lab.commit(USERS, { updates: 30, deletes: 10, inserts: 20, ghosts: 5 });
      const result = await lab.synchronize(USERS);
      expect(result.status).toBe('synchronized');
      await lab.expectTruth(USERS);
      lab.commit(USERS, { updates: 30, deletes: 10, inserts: 20, ghosts: 5 });
      lab.commit(USERS, { updates: 30, deletes: 10, inserts: 0 });
      await lab.synchronize(USERS);
      await lab.expectTruth(USERS);
    });

    test('no data: a sync without changes only says so', async () => {
      const lab = await start({ tables: TABLES });
      const first = await lab.initialize(USERS);
      const second = await lab.synchronize(USERS);
      expect(second).toMatchObject({ status: 'synchronized', upserted: 0, deleted: 0, changes: [] });
      expect(second.timestamp >= first.timestamp).toBe(true);
      await lab.expectTruth(USERS);
    });

    test('no data: an empty table is made, and filled later', async () => {
      const lab = await start({ tables: { [USERS]: 0 } });
      await lab.initialize(USERS);
      await lab.expectTruth(USERS);
      lab.commit(USERS, { inserts: 7 });
      await lab.synchronize(USERS);
      await lab.expectTruth(USERS);
    });

    test('cdc deletions: of keys that the table never had', async () => {
      const lab = await start({ tables: TABLES });
      await lab.initialize(USERS);
      lab.commit(USERS, { updates: 0, deletes: 0, inserts: 0, ghosts: 9 });
      expect(await lab.synchronize(USERS)).toMatchObject({ upserted: 0 });
      await lab.expectTruth(USERS);
    });

    test('cdc deletions: of every row', async () => {
      const lab = await start({ tables: TABLES });
      await lab.initialize(USERS);
      lab.commit(USERS, { updates: 0, deletes: 80, inserts: 0 });
      await lab.synchronize(USERS);
      await lab.expectTruth(USERS);
      expect(lab.emulator.rowCount('canvas', 'users')).toBe(0);
    });

    test('many streams: each table for itself, at a time', async () => {
      const names = ['canvas.users', 'canvas.courses', 'canvas.assignments', 'canvas.submissions'] as const;
      const lab = await start({ tables: Object.fromEntries(names.map((name) => [name, 50])) });
      if (target.dialect === 'duckdb') for (const name of names) await lab.initialize(name);
      else await Promise.all(names.map((name) => lab.initialize(name)));
      for (const name of names) await lab.expectTruth(name);
    });

    test('namespaces: the same name in two namespaces', async () => {
      const lab = await start({ tables: { 'canvas.accounts': 30, 'catalog.accounts': 30 } });
      for (const name of ['canvas.accounts', 'catalog.accounts'] as const) await lab.initialize(name);
      for (const name of ['canvas.accounts', 'catalog.accounts'] as const) await lab.expectTruth(name);
    });

    test('a table that is there is not initialized again, one that is not there is not synchronized', async () => {
      const lab = await start({ tables: TABLES });
      await expect(lab.synchronize(USERS)).rejects.toMatchObject({ code: 'SQL_NOT_INITIALIZED' });
      await lab.initialize(USERS);
      const before = await lab.truth(USERS);
      lab.commit(USERS, { updates: 9 });
      await expect(lab.initialize(USERS)).rejects.toMatchObject({ code: 'SQL_ALREADY_INITIALIZED' });
      await lab.expectTruth(USERS, {}, before);
    });

    test('truncate refresh: a reload of the service brings a new snapshot, and views go on', async () => {
      const lab = await start({ tables: TABLES });
      await lab.initialize(USERS);
      const view = lab.scratch.nameOf('canvas', 'my_users');
      await lab.scratch.query(`create view ${view} as select id from ${lab.scratch.nameOf('canvas', 'users')}`);
      lab.commit(USERS, { updates: 9, deletes: 5, inserts: 4 });
      lab.emulator.reload('canvas', 'users');
      expect(await lab.synchronize(USERS)).toMatchObject({ status: 'resnapshot' });
      await lab.expectTruth(USERS);
      expect(await lab.scratch.query(`select * from ${view}`)).toHaveLength(lab.emulator.rowCount('canvas', 'users'));
    });

    test('truncate refresh: by truncate and insert on request', async () => {
      const lab = await start({ tables: TABLES });
      await lab.initialize(USERS);
      lab.commit(USERS, { updates: 9, deletes: 5, inserts: 4 });
      lab.emulator.reload('canvas', 'users');
      const result = await lab.synchronize(USERS, { resnapshotStrategy: 'truncate' });
      expect(result).toMatchObject({ status: 'resnapshot' });
      await lab.expectTruth(USERS);
    });

    test('truncate refresh: refused on request, and nothing is changed', async () => {
      const lab = await start({ tables: TABLES });
      await lab.initialize(USERS);
      const before = await lab.truth(USERS);
      lab.commit(USERS, { updates: 9, deletes: 5 });
      lab.emulator.reload('canvas', 'users');
      await expect(lab.synchronize(USERS, { resnapshot: false })).rejects.toMatchObject({
        code: 'SQL_SNAPSHOT_NEEDED',
      });
      await lab.expectTruth(USERS, {}, before);
    });

    test.each(['accountDisabled', 'objectCorrupt', 'objectShortAtRest'] as const)(
      'interrupted: %s for ever leaves the table as it was, and the same command again succeeds',
      async (name) => {
        const lab = await start({ tables: TABLES });
        lab.emulator.faults.set({ name, times: 'forever' });
        await expect(lab.initialize(USERS)).rejects.toThrow();
        expect(await lab.scratch.read('canvas', 'users')).toBeUndefined();
        expect(await lab.scratch.objects()).toEqual([]);
        lab.emulator.faults.clear();
        await lab.initialize(USERS);
        await lab.expectTruth(USERS);
        const before = await lab.truth(USERS);
        lab.commit(USERS, { updates: 9, deletes: 5, inserts: 4 });
        lab.emulator.faults.set({ name, times: 'forever' });
        await expect(lab.synchronize(USERS)).rejects.toThrow();
        await lab.expectTruth(USERS, {}, before);
        lab.emulator.faults.clear();
        await lab.synchronize(USERS);
        await lab.expectTruth(USERS);
      },
    );

    test.each(['objectCorrupt', 'objectShortAtRest', 'objectCut', 'object500', 'jobLost', 'objectChanged'] as const)(
      'a fault that passes does not show: %s',
      async (name) => {
        const lab = await start({ tables: { [USERS]: 400 }, objectRows: 60 });
        lab.emulator.faults.set({ name, skip: 1, times: 2, ...(name === 'jobLost' ? { when: 'complete' } : {}) });
        await lab.initialize(USERS);
        await lab.expectTruth(USERS);
        lab.emulator.faults.clear();
        lab.commit(USERS, { updates: 200, deletes: 20, inserts: 100 });
        lab.emulator.faults.set({ name, skip: 1, times: 2, ...(name === 'jobLost' ? { when: 'complete' } : {}) });
        await lab.synchronize(USERS);
        await lab.expectTruth(USERS);
      },
    );

    test('verify: equal, different, repaired', async () => {
      const lab = await start({ tables: TABLES });
      await lab.initialize(USERS);
      expect(await lab.verify(USERS)).toMatchObject({ isEqual: true, compared: 80, missing: 0, surplus: 0 });
      const stored = lab.scratch.nameOf('canvas', 'users');
      const ids = await lab.scratch.query(`select id from ${stored} order by id`);
      await lab.scratch.query(`delete from ${stored} where id = ${ids[3]?.['id']}`);
      await lab.scratch.query(`update ${stored} set name = 'other' where id = ${ids[5]?.['id']}`);
      const found = await lab.verify(USERS);
      expect(found).toMatchObject({ isEqual: false, missing: 1, different: 1, surplus: 0, byColumn: { name: 1 } });
      await lab.verify(USERS, { repair: true });
      await lab.expectTruth(USERS);
      expect(await lab.verify(USERS)).toMatchObject({ isEqual: true });
    });

    test('clear: a dropped table leaves nothing, and can be made again', async () => {
      const lab = await start({ tables: TABLES });
      await lab.initialize(USERS);
      await lab.drop(USERS);
      expect(await lab.scratch.objects()).toEqual([]);
      expect(await lab.list()).toEqual([]);
      await lab.initialize(USERS);
      await lab.expectTruth(USERS);
    });

    test('clear: a table that a view depends on is only dropped with it', async () => {
      const lab = await start({ tables: TABLES });
      await lab.initialize(USERS);
      const view = lab.scratch.nameOf('canvas', 'my_users');
      await lab.scratch.query(`create view ${view} as select id from ${lab.scratch.nameOf('canvas', 'users')}`);
      await expect(lab.drop(USERS)).rejects.toMatchObject({
        code: 'SQL_DEPENDENTS',
        message: expect.stringContaining('my_users'),
      });
      await lab.expectTruth(USERS);
      expect(await lab.list()).toMatchObject([{ state: 'ready' }]);
      await lab.drop(USERS, { cascade: true });
      expect(await lab.scratch.objects()).toEqual([]);
    });
  });
});
