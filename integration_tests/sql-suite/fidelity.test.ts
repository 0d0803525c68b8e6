import { describe, expect, test } from 'vitest';
import { SqlReplicator } from '../../src/sql/index.js';
import { forEachConcurrently } from '../../src/util/concurrency.js';
import { ServiceLab } from '../sql-support/service-lab.js';
import type { SqlLab, TableName } from '../sql-support/sql-lab.js';
import type { ServedColumns } from '../sql-support/table-service.js';
import { tablesOf } from '../sql-support/tables-of.js';
import { TARGETS } from '../sql-support/targets.js';
import { useLabs } from './use-lab.js';

const NAMESPACES = ['canvas', 'canvas_logs', 'catalog', 'new_quizzes'] as const;

describe.each(TARGETS)('fidelity of $dialect', (target) => {
  describe.skipIf(target.missing !== undefined)('tables', () => {
    const start = useLabs(target);

    test.each(NAMESPACES)('all tables of %s, with changes', async (namespace) => {
      const names = (await tablesOf(namespace)).map((table): TableName => `${namespace}.${table}`);
      const lab = await start({ tables: Object.fromEntries(names.map((name) => [name, 14])), presence: 'random' });
      await atOnce(lab, names, (replicator, [ns, table]) => replicator.initialize(ns, table));
      for (const name of names) {
        expect(await lab.differences(name), name).toEqual([]);
        lab.commit(name, { updates: 5, deletes: 2, inserts: 6 });
      }
      await atOnce(lab, names, (replicator, [ns, table]) => replicator.synchronize(ns, table));
      for (const name of names) expect(await lab.differences(name), name).toEqual([]);
    });

    test('files: several members, empty ones, many small ones', async () => {
      const lab = await start({ tables: { 'canvas.users': 300 }, objectRows: 40, gzipMembers: 3 });
      lab.emulator.faults.set({ name: 'emptyFile' });
      await lab.initialize('canvas.users');
      await lab.expectTruth('canvas.users');
      lab.commit('canvas.users', { updates: 150, deletes: 20, inserts: 90 });
      await lab.synchronize('canvas.users');
      await lab.expectTruth('canvas.users');
    });

    test('web_logs: rows that come twice, and rows that the service forgets', async () => {
      const lab = await start({ tables: { 'canvas_logs.web_logs': 200 }, webLogDuplicates: 0.2 });
      expect((await lab.initialize('canvas_logs.web_logs')).duplicates).toBeGreaterThan(10);
      await lab.expectTruth('canvas_logs.web_logs');
      lab.commit('canvas_logs.web_logs', { inserts: 50 });
      await lab.synchronize('canvas_logs.web_logs');
      await lab.expectTruth('canvas_logs.web_logs');
      const before = (await lab.scratch.read('canvas_logs', 'web_logs'))?.rows.length ?? 0;
      lab.emulator.setRetention('canvas_logs', 'web_logs', 3);
      lab.emulator.reload('canvas_logs', 'web_logs');
      expect(await lab.synchronize('canvas_logs.web_logs')).toMatchObject({ status: 'resnapshot', deleted: 0 });
      expect((await lab.scratch.read('canvas_logs', 'web_logs'))?.rows).toHaveLength(before);
    });

    test('odd values of a whole table: counted, and the rest is exact', async () => {
      const lab = await start({ tables: { 'canvas.assignment_groups': 200, 'canvas.submissions': 200 } });
      for (const name of ['nonFinite', 'oddNumbers', 'unknownColumn'] as const) {
        lab.emulator.faults.set({ name, percent: 20 });
        await lab.initialize('canvas.assignment_groups');
        lab.emulator.faults.clear();
        const stored = await lab.scratch.read('canvas', 'assignment_groups');
        expect(stored?.rows, name).toHaveLength(200);
        if (name !== 'nonFinite') await lab.expectTruth('canvas.assignment_groups');
        await lab.drop('canvas.assignment_groups');
        lab.emulator.clock.advance(25 * 3_600_000); // The service repeats a snapshot for a day.
      }
      lab.emulator.faults.set({ name: 'wrongTypes', percent: 20 });
      await lab.initialize('canvas.submissions');
      expect((await lab.scratch.read('canvas', 'submissions'))?.rows).toHaveLength(200);
    });

    test('names: reserved words, punctuation, long ones, two that differ only in case', async () => {
      const long = (letter: string) => `${letter.repeat(50)}_state`;
      const names = [
        'group',
        'order',
        'select',
        'user',
        'table',
        'key',
        'index',
        'timestamp',
        'end',
        'position',
        'type',
      ];
      const text = { type: 'string' };
      const columns: ServedColumns = {
        key: { primary: { type: 'integer', format: 'int64' } },
        value: {
          ...Object.fromEntries(names.map((name) => [name, text])),
          [long('x')]: { type: 'string', enum: ['a', 'b'] },
          [`${long('x')}s`]: { type: 'string', enum: ['c', 'd'] },
        },
      };
      const all = {
        ...Object.fromEntries(names.map((name) => [name, name])),
        [long('x')]: 'a',
        [`${long('x')}s`]: 'd',
      };
      await withService(async (lab) => {
        lab.service.snapshot(columns, [{ primary: '1', ...all }]);
        await lab.initialize();
        lab.service.changes([{ action: 'U', row: { primary: '2', ...all } }]);
        await lab.synchronize();
        const { columns: stored, rows } = await lab.table();
        expect(stored.map(({ name }) => name)).toEqual(['primary', ...Object.keys(columns.value)]);
        const sorted = [...rows].sort(([a], [b]) => Number(a) - Number(b));
        expect(sorted).toEqual([
          ['1', ...Object.values(all)],
          ['2', ...Object.values(all)],
        ]);
      });
    });

    test('keys that differ only in case, accents or spaces are different rows', async () => {
      const keys = ['a', 'A', 'á', 'a ', ' a', 'ａ', 'ss', 'ß', '', 'null', '\\N'];
      const columns: ServedColumns = {
        key: { code: { type: 'string', maxLength: 64 } },
        value: { note: { type: 'string' } },
      };
      await withService(async (lab) => {
        lab.service.snapshot(
          columns,
          keys.map((code) => ({ code, note: `old ${code}` })),
        );
        await lab.initialize();
        expect(await lab.cells('code', 'note')).toEqual(Object.fromEntries(keys.map((code) => [code, `old ${code}`])));
        lab.service.changes([
          { action: 'U', row: { code: 'A', note: 'new A' } },
          { action: 'D', row: { code: 'a ', note: null } },
          { action: 'U', row: { code: 'AA', note: 'new AA' } },
        ]);
        await lab.synchronize();
        const kept = keys.filter((code) => code !== 'a ').map((code) => [code, code === 'A' ? 'new A' : `old ${code}`]);
        expect(await lab.cells('code', 'note')).toEqual(Object.fromEntries([...kept, ['AA', 'new AA']]));
      });
    });

    test('a key that the database cannot hold ends the table, by its column and never by its value', async () => {
      const columns: ServedColumns = { key: { id: { type: 'integer', format: 'int64' } }, value: {} };
      await withService(async (lab) => {
        lab.service.snapshot(columns, [{ id: '1' }, { id: '99999999999999999999' }]);
        const error: unknown = await lab.initialize().catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({ code: 'SQL_VALUE_REFUSED', message: expect.stringContaining('id') });
        expect(String(error)).not.toContain('99999999999999999999');
        expect(await lab.scratch.objects()).toEqual([]);
      });
    });

    test('a job without files, and files without rows', async () => {
      const columns: ServedColumns = {
        key: { id: { type: 'integer', format: 'int64' } },
        value: { note: { type: 'string' } },
      };
      const header = 'meta.ts\tkey.id\tvalue.note\n';
      for (const files of [[], [header], [header.trimEnd()], [''], ['', header]]) {
        await withService(async (lab) => {
          lab.service.snapshot(columns, []);
          lab.service.files(files);
          await lab.initialize();
          expect((await lab.table()).rows).toEqual([]);
        });
      }
    });

    async function withService(work: (lab: ServiceLab) => Promise<void>): Promise<void> {
      const lab = await ServiceLab.start(target);
      try {
        await work(lab);
      } finally {
        await lab.close();
      }
    }
  });
});

/** Does the same with some tables, a few at a time over one connection, as the commands do. */
async function atOnce(
  lab: SqlLab,
  names: readonly TableName[],
  work: (replicator: SqlReplicator, name: [string, string]) => Promise<unknown>,
): Promise<void> {
  await lab.withDatabase(async (database) => {
    const replicator = new SqlReplicator(lab.client, database);
    await forEachConcurrently(names, 4, async (name) => {
      await work(replicator, name.split('.') as [string, string]);
    });
  });
}
