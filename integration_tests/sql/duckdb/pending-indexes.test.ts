import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../../src/sql/contract/database.js';
import {
  changeCells,
  ID,
  initialize,
  loadFile,
  NAME,
  openReady,
  queryFile,
  REPLICA,
  recordOf,
  temporaryFolder,
} from './support.js';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let path: string;
let database: Database;

beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, 'data.duckdb');
  database = await openReady(path);
});
afterEach(async () => {
  await database.close();
  await folder.remove();
});

async function query(...statements: string[]): Promise<readonly Record<string, unknown>[]> {
  await database.close();
  const rows = await queryFile(path, ...statements);
  database = await openReady(path);
  return rows;
}

test('a unique index that the rows violate holds nothing up, stays noted, and is made when they fit', async () => {
  await initialize(database, [ID, NAME], [['1', 'a']]);
  await database.close();
  await queryFile(path, 'CREATE UNIQUE INDEX users_name ON canvas.users (name)');
  database = await openReady(path);
  const mergeNames = async (day: number, ...rows: readonly (readonly [string, string])[]) => {
    await using session = await database.open(REPLICA, 'test');
    const existing = (await session.existing()) as NonNullable<Awaited<ReturnType<typeof session.existing>>>;
    const kind = { kind: 'changes' } as const;
    const merge = await session.createMerge({
      replica: REPLICA,
      existing,
      changes: [],
      columns: [ID, NAME],
      rows: kind,
    });
    const changes = rows.map(([id, name]) => [`2026-03-0${day}T08:00:00Z`, 'U', id, name]);
    await loadFile(merge, changeCells([ID, NAME]), changes);
    await merge.commit(recordOf([ID, NAME], `2026-03-0${day}T09:00:00Z`));
    return { notes: session.notes, warnings: merge.warnings };
  };
  const told = [
    expect.stringMatching(/index users_name of canvas\.users.*Constraint Error.*give it up by: DELETE FROM/),
  ];
  expect(await mergeNames(2, ['2', 'a'])).toEqual({ notes: [], warnings: told });
  expect(await mergeNames(3, ['3', 'c'])).toEqual({ notes: told, warnings: [] });
  expect(await query('SELECT * FROM canvas.users ORDER BY id')).toEqual([
    { id: '1', name: 'a' },
    { id: '2', name: 'a' },
    { id: '3', name: 'c' },
  ]);
  await mergeNames(4, ['2', 'b']);
  expect(await query('SELECT index_name FROM duckdb_indexes()')).toEqual([{ index_name: 'users_name' }]);
});

test('a table whose index cannot be made is dropped without a try to make it', async () => {
  await initialize(
    database,
    [ID, NAME],
    [
      ['1', 'a'],
      ['2', 'a'],
    ],
  );
  await database.close();
  const notes = 'instructure_dap.dap_pending_indexes';
  await queryFile(
    path,
    'CREATE SCHEMA IF NOT EXISTS instructure_dap',
    `CREATE TABLE ${notes} (schema_name VARCHAR, table_name VARCHAR, index_name VARCHAR, sql VARCHAR)`,
    `INSERT INTO ${notes} VALUES ('canvas', 'users', 'x', 'CREATE UNIQUE INDEX x ON canvas.users("name")')`,
  );
  const statements: string[] = [];
  database = await openReady(path, { onStatement: (sql) => void statements.push(sql) });
  const session = await database.open(REPLICA, 'test', 'drop');
  await session.drop({ cascade: false });
  await session.release();
  expect(statements.filter((sql) => sql.includes('CREATE UNIQUE INDEX'))).toEqual([]);
  expect(await query(`SELECT count(*)::INTEGER AS notes FROM ${notes}`)).toEqual([{ notes: 0 }]);
});
