import { execFile } from 'node:child_process';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDuckdb } from '../../../src/sql/dialects/duckdb/index.js';
import { createMetaTables } from '../../../src/sql/meta/meta-tables.js';
import { ID, initialize, NAME, openReady, queryFile, REPLICA, temporaryFolder } from './support.js';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let path: string;
const parts = { meta: createMetaTables('duckdb') };

beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, 'canvas.duckdb');
});
afterEach(() => folder.remove());

/** Opens a file in another process, and prints why it cannot. */
const OTHER = `
import { DuckDBInstance } from '@duckdb/node-api';
await DuckDBInstance.create(process.argv[1]);
console.log('open');
process.stdin.resume();
`;

test('a file that another process has open is busy, and its process is named', async () => {
  const child = promisify(execFile)(process.execPath, ['--input-type=module', '-e', OTHER, path]);
  const { pid } = child.child;
  await new Promise((resolve) => child.child.stdout?.once('data', resolve));
  const opening = openDuckdb({ path }, parts);
  await expect(opening).rejects.toMatchObject({
    code: 'SQL_DATABASE_BUSY',
    message: expect.stringContaining(`PID ${pid}`),
  });
  child.child.kill('SIGKILL');
  await child.catch(() => undefined);
  await (await openDuckdb({ path }, parts)).close();
});

test('a table that is at work is busy, in all that have the file open in this process', async () => {
  await using first = await openReady(path);
  await using second = await openDuckdb({ path: join(folder.path, '.', 'canvas.duckdb') }, parts);
  const session = await first.open(REPLICA, 'syncdb on host, process 4711');
  const opening = second.open(REPLICA, 'other');
  await expect(opening).rejects.toMatchObject({ code: 'SQL_TABLE_BUSY', message: expect.stringContaining('4711') });
  await session.release();
  await session.release();
  await (await second.open(REPLICA, 'other')).release();
  await first.close();
  expect(await second.now()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
});

test('a file can be opened while it is being closed', async () => {
  const first = await openReady(path);
  await initialize(first, [ID, NAME], [['1', 'a']]);
  const closing = first.close();
  await using second = await openDuckdb({ path }, parts);
  await closing;
  expect(await second.countRows(REPLICA)).toBe(1);
});

test.each([
  ['a file of something else', 'x'.repeat(20_000)],
  ['an empty file', ''],
])('%s is refused and left alone', async (_case, text) => {
  await writeFile(path, text);
  await expect(openDuckdb({ path }, parts)).rejects.toMatchObject({ code: 'SQL_DIALECT_UNSUPPORTED' });
  expect(await readFile(path, 'utf8')).toBe(text);
});

test('a file of a newer storage version is refused', async () => {
  await queryFile(path, 'CREATE TABLE t (i INTEGER)');
  const bytes = await readFile(path);
  // The version stands behind a checksum and the four magic bytes.
  bytes.writeBigUInt64LE(9999n, 12);
  await writeFile(path, bytes);
  const opening = openDuckdb({ path }, parts);
  await expect(opening).rejects.toMatchObject({ code: 'SQL_DIALECT_UNSUPPORTED' });
});

test('a folder that is missing is named', async () => {
  const missing = join(folder.path, 'missing', 'canvas.duckdb');
  const opening = openDuckdb({ path: missing }, parts);
  await expect(opening).rejects.toMatchObject({ code: 'SQL_CONNECTION', failureType: 'config_error' });
  await expect(opening).rejects.toMatchObject({ message: expect.stringContaining('missing') });
});

test('spool and temporary files go where the settings say', async () => {
  const [spoolFolder, temporaryFolderPath] = [join(folder.path, 'spool'), join(folder.path, 'temp')];
  const database = await openReady(path, {
    spoolFolder,
    temporaryFolder: temporaryFolderPath,
    threads: 2,
    memoryLimit: 200_000_000,
  });
  await initialize(database, [ID, NAME], [['1', 'a']]);
  expect(await database.countRows(REPLICA)).toBe(1);
  await database.close();
});

test('DuckDB reads no file but the spool', async () => {
  const secret = join(folder.path, 'secret.csv');
  await writeFile(secret, 'secret\n');
  await chmod(secret, 0o600);
  await queryFile(path, 'CREATE SCHEMA other', `CREATE VIEW other.leak AS SELECT 'x' AS column0`);
  await queryFile(path, `CREATE OR REPLACE VIEW other.leak AS SELECT * FROM read_csv('${secret}', header = false)`);
  await using database = await openReady(path);
  const reading = database.countRows({ ref: REPLICA.ref, target: { schema: 'other', table: 'leak' } });
  await expect(reading).rejects.toMatchObject({ message: expect.stringContaining('disabled by configuration') });
});

test('a list tells what is there, what is missing and what is half loaded', async () => {
  const lost = { ref: { namespace: 'canvas', table: 'lost' }, target: { schema: 'canvas', table: 'lost' } };
  const database = await openReady(path);
  await initialize(database, [ID, NAME], [['1', 'a']]);
  await initialize(database, [ID], [['1']], lost);
  await database.close();
  await queryFile(path, 'DROP TABLE canvas.canvas.lost', 'CREATE TABLE canvas.canvas.half__dap_loading (i INTEGER)');
  await using again = await openReady(path);
  const listed = await again.list();
  expect(listed.map(({ target, state }) => [target.table, state])).toEqual([
    ['half', 'half-loaded'],
    ['lost', 'missing'],
    ['users', 'ready'],
  ]);
  expect(await again.limiterStore()).toBeUndefined();
});
