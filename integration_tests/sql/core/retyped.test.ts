import { describe, expect, test } from 'vitest';
import { ServiceLab } from '../../sql-support/service-lab.js';
import { TARGETS } from '../../sql-support/targets.js';

const INTEGER = { type: 'integer', format: 'int64' };

describe.each(TARGETS)('a column of a type that no statement carries over, in $dialect', (target) => {
  test.skipIf(target.missing !== undefined)('is read again, and views on the table stay', async () => {
    const lab = await ServiceLab.start(target);
    try {
      const key = { id: INTEGER };
      lab.service.snapshot({ key, value: { due: { type: 'string', format: 'date' } } }, [
        { id: '1', due: '2026-03-01' },
        { id: '2', due: null },
      ]);
      await lab.initialize();
      const table = lab.scratch.nameOf('canvas', 'cases');
      const view = lab.scratch.nameOf('canvas', 'my_cases');
      await lab.scratch.query(`create view ${view} as select id from ${table}`);
      lab.service.changes([], { key, value: { due: { type: 'boolean' } } });
      lab.service.files(['meta.ts\tkey.id\tvalue.due\n2026-03-01T09:00:00Z\t1\ttrue\n2026-03-01T09:00:00Z\t3\t\\N\n']);
      await expect(lab.synchronize({ resnapshot: false })).rejects.toMatchObject({ code: 'SQL_SNAPSHOT_NEEDED' });
      const result = await lab.synchronize();
      expect(result.status).toBe('resnapshot');
      expect(result.changes.join('\n')).toMatch(/Column due was changed/);
      const rows = await lab.scratch.query(`select id, due from ${table} order by id`);
      expect(rows.map(({ id, due }) => [id, due === null ? null : /^(t|true|1)$/i.test(due ?? '')])).toEqual([
        ['1', true],
        ['3', null],
      ]);
      expect(await lab.scratch.query(`select * from ${view}`)).toHaveLength(2);
    } finally {
      await lab.close();
    }
  });
});
