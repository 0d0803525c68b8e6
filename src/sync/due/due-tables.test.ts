import { expect, it } from 'vitest';
import type { ListedTable } from '../../sql/index.js';
import { abandonedTables, dueTables } from './due-tables.js';

const SINCE = '2026-03-01T08:00:00Z';

function table(name: string, schema?: string) {
  const [namespace = '', short = ''] = name.split('.');
  return { namespace, table: short, schema: schema ?? namespace };
}

function listed(name: string, syncedAt?: string, schema?: string): ListedTable {
  const { schema: target, ...ref } = table(name, schema);
  const place = { ref, target: { schema: target, table: ref.table } };
  const record = { ...place, timestamp: SINCE, schemaVersion: 1, schemaText: '{}' };
  return { ...place, record, state: 'ready', ...(syncedAt === undefined ? {} : { syncedAt }) };
}

it('synchronizations come first, the oldest first, then what is to be loaded; web logs before the others of each', () => {
  const names = ['canvas.new', 'canvas.young', 'canvas.old', 'canvas.official', 'canvas_logs.web_logs'];
  const known = [
    listed('canvas.young', '2026-03-02T10:00:00.000002Z'),
    listed('canvas.old', '2026-03-02T10:00:00.000001Z'),
    listed('canvas.official'),
  ];
  const order = (all: readonly ListedTable[]) =>
    dueTables(
      names.map((name) => table(name)),
      all,
    ).map(({ action, table: name, since }) => [action, name, since]);
  expect(order(known)).toEqual([
    ['synchronize', 'official', SINCE],
    ['synchronize', 'old', SINCE],
    ['synchronize', 'young', SINCE],
    ['initialize', 'web_logs', undefined],
    ['initialize', 'new', undefined],
  ]);
  const [first] = order([...known, listed('canvas_logs.web_logs', '2026-03-02T11:00:00Z')]);
  expect(first).toEqual(['synchronize', 'web_logs', SINCE]);
});

it('a record of another schema is another table, and a table without a record is to be loaded', () => {
  const { record: _, ...halfLoaded } = listed('canvas.users');
  const due = dueTables([table('canvas.users'), table('canvas.roles', 'north')], [halfLoaded, listed('canvas.roles')]);
  expect(due.map(({ action }) => action)).toEqual(['initialize', 'initialize']);
});

it('a recorded table that the service no longer offers is found', () => {
  const found = abandonedTables([table('canvas.users')], [listed('canvas.users'), listed('canvas.gone')], () => true);
  expect(found).toEqual([table('canvas.gone')]);
});
