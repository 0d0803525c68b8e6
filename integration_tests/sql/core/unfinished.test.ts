import { describe, expect, onTestFinished, test } from 'vitest';
import type { TableRecord } from '../../../src/sql/contract/record.js';
import { DatabaseConnection } from '../../../src/sql/index.js';
import { ServiceLab } from '../../sql-support/service-lab.js';
import { NAMESPACE, TABLE } from '../../sql-support/table-service.js';
import { TARGETS } from '../../sql-support/targets.js';

const ID = { id: { type: 'integer', format: 'int64' } };
const NAME = { name: { type: 'string', maxLength: 40 } };
const BEFORE = { key: ID, value: NAME, required: ['name'] };
const AFTER = { ...BEFORE, value: { ...NAME, note: { type: 'string' } } };
const REPLICA = { ref: { namespace: NAMESPACE, table: TABLE }, target: { schema: NAMESPACE, table: TABLE } };

/** The record of the table, after `change` has made another of it. */
async function recordOf(lab: ServiceLab, change?: (record: TableRecord) => TableRecord): Promise<TableRecord> {
  await lab.scratch.pause();
  const connection = new DatabaseConnection(lab.scratch.url);
  try {
    const database = await connection.open();
    await using session = await database.open(REPLICA, 'test');
    const record = (await session.record()) as TableRecord;
    if (change !== undefined) await session.saveRecord({ ...record, own: change(record).own as never });
    return record;
  } finally {
    await connection.close();
  }
}

describe.each(TARGETS)('a column that is still to forbid NULL, in $dialect', (target) => {
  test.skipIf(target.missing !== undefined)('is not forgotten by a sync of older files', async () => {
    const lab = await ServiceLab.start(target);
    onTestFinished(() => lab.close());
    lab.service.snapshot(BEFORE, [{ id: '1', name: 'a' }]);
    await lab.initialize();
    const alter = target.dialect === 'mysql' ? 'modify name varchar(40)' : 'alter column name drop not null';
    await lab.scratch.query(`alter table ${lab.scratch.nameOf(NAMESPACE, TABLE)} ${alter}`);
    const unfinished = (record: TableRecord) => ({
      ...record,
      own: { ...record.own, toForbidNull: ['name'] } as never,
    });
    await recordOf(lab, unfinished);

    lab.service.olderChanges([{ action: 'U', row: { id: '2', name: 'b' } }], AFTER);
    expect(await lab.synchronize()).toMatchObject({ upserted: 1, schemaVersion: 1, changes: [] });
    expect((await recordOf(lab)).own?.toForbidNull).toEqual(['name']);

    lab.service.changes([{ action: 'U', row: { id: '3', name: 'c', note: 'd' } }]);
    await lab.synchronize();
    expect((await recordOf(lab)).own?.toForbidNull).toBeUndefined();
    const { columns, rows } = await lab.table();
    expect(columns.find(({ name }) => name === 'name')?.nullable).toBe(false);
    expect(rows).toHaveLength(3);
  });
});
