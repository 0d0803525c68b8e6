import { describe, expect, test } from 'vitest';
import { TARGETS } from '../../sql-support/targets.js';
import { useCoreLabs } from './use-core-lab.js';

const ROLES = 'canvas.roles';
const TABLES = { [ROLES]: 40 } as const;

describe.each(TARGETS)('a schema that changes under way, in $dialect', (target) => {
  describe.skipIf(target.missing !== undefined)('a table', () => {
    const start = useCoreLabs(target);

    test('has the schema of its job, when that is newer than the one asked for before', async () => {
      const { lab } = await start({ tables: TABLES });
      lab.emulator.faults.set({ name: 'schemaBump', table: 'roles' });
      expect(await lab.initialize(ROLES)).toMatchObject({ status: 'initialized', schemaVersion: 2 });
      await lab.expectTruth(ROLES);
      lab.emulator.faults.clear();
      lab.emulator.faults.set({ name: 'schemaBump', table: 'roles' });
      lab.commit(ROLES, { updates: 6, inserts: 2 });
      const result = await lab.synchronize(ROLES);
      expect(result.schemaVersion).toBe(3);
      expect(result.changes.join('\n')).toMatch(/added_in_version_3 was added/);
      await lab.expectTruth(ROLES);
    });

    test('tells files of a column that nobody announced', async () => {
      const { lab, heard, notes } = await start({ tables: TABLES });
      lab.emulator.faults.set({ name: 'unknownColumn', table: 'roles', percent: 100 });
      await lab.initialize(ROLES, heard);
      expect(notes().filter((note) => /no place for/.test(note))).toHaveLength(1);
      await lab.expectTruth(ROLES);
    });

    test('loses no column where a removed one is to fail, and says its name', async () => {
      const { lab } = await start({ tables: TABLES });
      await lab.initialize(ROLES);
      const before = await lab.truth(ROLES);
      lab.commit(ROLES, { updates: 6, schema: [{ dropColumn: 'workflow_state' }] });
      await expect(lab.synchronize(ROLES, { removedColumns: 'fail' })).rejects.toMatchObject({
        code: 'SQL_SCHEMA_CHANGE',
        message: expect.stringContaining('workflow_state'),
      });
      await lab.expectTruth(ROLES, {}, before);
      await lab.synchronize(ROLES, { removedColumns: 'drop' });
      await lab.expectTruth(ROLES);
    });

    test('gets the types of a fresh one by a rebuild; what the user made stays', async () => {
      const { lab } = await start({ tables: TABLES });
      await lab.initialize(ROLES);
      const name = lab.scratch.nameOf('canvas', 'roles');
      const alter = target.dialect === 'mysql' ? 'modify column name text' : 'alter column name type text';
      await lab.scratch.query(`alter table ${name} ${alter}`);
      await lab.scratch.query(`alter table ${name} add column remark varchar(20)`);
      lab.commit(ROLES, { updates: 6, deletes: 2, inserts: 3 });
      const kept = await lab.synchronize(ROLES);
      expect(kept.changes).toEqual([]);
      lab.commit(ROLES, { updates: 6, deletes: 2, inserts: 3 });
      lab.emulator.clock.advance(2 * 86_400_000);
      const rebuilt = await lab.synchronize(ROLES, { rebuild: true });
      expect(rebuilt.status).toBe('resnapshot');
      if (target.dialect !== 'duckdb') expect(rebuilt.changes.join('\n')).toMatch(/Column name was changed/);
      await lab.expectTruth(ROLES, { ownColumns: ['remark'] });
    });

    test('is empty for files without a line', async () => {
      const { lab } = await start({ tables: TABLES });
      lab.emulator.faults.set({ name: 'emptyFile', table: 'roles' });
      await lab.initialize(ROLES);
      await lab.expectTruth(ROLES);
      lab.commit(ROLES, { updates: 6, deletes: 2, inserts: 3 });
      await lab.synchronize(ROLES);
      await lab.expectTruth(ROLES);
    });
  });
});
