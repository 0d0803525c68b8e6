import { afterEach, describe, expect, test } from 'vitest';
import { TablesFailedError } from '../../../src/dap/index.js';
import { listTables, SqlDrop } from '../../../src/sql/index.js';
import { SqlLab } from '../../sql-support/sql-lab.js';
import { TARGETS } from '../../sql-support/targets.js';

const TABLES = { 'canvas.users': 12, 'canvas.courses': 8, 'canvas.roles': 4 } as const;

describe.each(TARGETS)('tables of $dialect', (target) => {
  let lab: SqlLab | undefined;
  afterEach(async () => await lab?.close());

  async function start(): Promise<SqlLab> {
    lab = await SqlLab.start(target, { tables: TABLES, nulCharacters: false });
    await lab.initialize('canvas.users');
    await lab.initialize('canvas.courses');
    return lab;
  }

  const drop = async (tables: string, options = {}) =>
    await (lab as SqlLab).withDatabase((database) => new SqlDrop(database).drop('canvas', tables, options));

  test.skipIf(target.missing !== undefined)('are dropped by list, pattern and all', async () => {
    await start();
    await expect(drop('roles')).rejects.toMatchObject({ code: 'SQL_NOT_INITIALIZED' });
    await expect(drop('x*')).rejects.toMatchObject({ code: 'SQL_NOT_INITIALIZED' });
    const failure = await drop('users,roles').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TablesFailedError);
    expect([...(failure as TablesFailedError).results.values()]).toEqual([
      { namespace: 'canvas', table: 'users', schema: 'canvas' },
    ]);
    expect(await drop('c*')).toEqual([{ namespace: 'canvas', table: 'courses', schema: 'canvas' }]);
    expect(await lab?.scratch.objects()).toEqual([]);
    await lab?.initialize('canvas.users');
    expect(await drop('all')).toHaveLength(1);
    expect(await drop('all')).toEqual([]);
    expect(await lab?.scratch.objects()).toEqual([]);
  });

  test.skipIf(target.missing !== undefined)('of the user are left alone', async () => {
    const { scratch } = await start();
    const mine = scratch.nameOf('canvas', 'my_notes');
    await scratch.query(`create table ${mine} (note varchar(20))`);
    await drop('all');
    await expect(drop('my_notes')).rejects.toMatchObject({ code: 'SQL_NOT_INITIALIZED' });
    expect(await scratch.query(`select * from ${mine}`)).toEqual([]);
  });

  test.skipIf(target.missing !== undefined)('are listed with rows, age and the next command', async () => {
    const { client } = await start();
    const rows = await lab?.withDatabase((database) => listTables(database, client, { namespaces: ['canvas'] }));
    const byTable = new Map(rows?.map((row) => [row.table, row]));
    expect(byTable.get('users')).toMatchObject({ state: 'ready', rows: 12, schema: 'canvas', nextCommand: 'syncdb' });
    expect(byTable.get('users')?.timestamp).toMatch(/^20\d\d-/);
    expect(byTable.get('users')?.stalenessMs).toBeGreaterThanOrEqual(0);
    expect(byTable.get('roles')).toEqual({
      namespace: 'canvas',
      table: 'roles',
      schema: 'canvas',
      state: 'not-replicated',
      nextCommand: 'initdb',
    });
    const short = await lab?.withDatabase((database) => listTables(database, undefined, { omitRecordCount: true }));
    expect(short?.map(({ table }) => table)).toEqual(['courses', 'users']);
    expect(short?.every((row) => row.rows === undefined)).toBe(true);
  });
});
