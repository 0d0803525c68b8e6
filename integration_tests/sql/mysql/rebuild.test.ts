import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TableChange } from '../../../src/sql/contract/change.js';
import { column, createLab, type Lab, record, sqlColumns, USERS, writeFile } from './mysql-lab.js';

let lab: Lab;
beforeEach(async () => {
  lab = await createLab();
});
afterEach(() => lab[Symbol.asyncDispose]());

const COLUMNS = sqlColumns([
  column('id', { kind: 'uuid' }, { part: 'key' }),
  column('at', { kind: 'date-time' }, { nullable: false }),
  column('ip', { kind: 'ip', versions: 'both' }),
  column('action', { kind: 'enum', values: ['show'], typeName: 'Action', open: true, maxLength: 64 }),
]);

test('a log of the official client gets our types; rows that no snapshot brings keep their values', async () => {
  const database = await lab.open();
  await lab.query(
    'CREATE TABLE canvas__Action (id int AUTO_INCREMENT PRIMARY KEY, value varchar(64) NOT NULL, UNIQUE KEY uq_Action (value)) COLLATE utf8mb4_general_ci',
  );
  await lab.query("INSERT INTO canvas__Action VALUES (5, 'show'), (7, 'gone')");
  await lab.query(
    `CREATE TABLE canvas__users (id binary(16) PRIMARY KEY, at datetime NOT NULL, ip binary(16), action int,
     CONSTRAINT fk FOREIGN KEY (action) REFERENCES canvas__Action (id))`,
  );
  await lab.query(
    `INSERT INTO canvas__users VALUES (REPEAT('1', 16), '2026-03-01 10:00:00', INET6_ATON('2001:db8::1'), 5),
     (REPEAT('2', 16), '2026-03-01 11:00:00', INET6_ATON('10.1.2.3'), 7), (REPEAT('3', 16), '2026-03-01 12:00:00', NULL, NULL)`,
  );
  await lab.query('CREATE VIEW seen AS SELECT at, ip FROM canvas__users');
  await using session = await database.open(USERS, 'test');
  const existing = await session.existing();
  if (existing === undefined) throw new Error('there is no table');
  const changes = COLUMNS.slice(1).flatMap((wanted): TableChange[] => {
    const from = existing.columns.find(({ name }) => name === wanted.name);
    return from === undefined ? [] : [{ kind: 'change-type', column: wanted, from }];
  });
  const rows = { kind: 'snapshot', strategy: 'diff', keepMissing: true } as const;
  const load = await session.createMerge({ replica: USERS, existing, changes, columns: COLUMNS, rows });
  await writeFile(load, COLUMNS, [`${'31'.repeat(16)}\t2026-03-01 10:00:00.123456\t10.0.0.1\t\\N`]);
  await load.commit(record());
  expect(
    await lab.query('SELECT CONVERT(LEFT(id, 1) USING utf8mb4) AS id, at, ip, action FROM canvas__users ORDER BY id'),
  ).toEqual([
    { id: '1', at: '2026-03-01 10:00:00.123456', ip: '10.0.0.1', action: null },
    { id: '2', at: '2026-03-01 11:00:00.000000', ip: '10.1.2.3', action: 'gone' },
    { id: '3', at: '2026-03-01 12:00:00.000000', ip: null, action: null },
  ]);
  const found = (await session.existing())?.columns.map(({ name, type, nullable }) => `${name} ${type} ${nullable}`);
  expect(found).toEqual([
    'id binary(16) false',
    'at datetime(6) false',
    'ip varchar(45) true',
    'action varchar(64) true',
  ]);
  expect(await lab.query("SHOW TABLES LIKE 'canvas\\_\\_Action'")).toEqual([]);
  expect(await lab.query("SHOW INDEX FROM canvas__users WHERE Key_name <> 'PRIMARY'")).toEqual([]);
  expect(await lab.query('SELECT * FROM seen')).toHaveLength(3);
});
