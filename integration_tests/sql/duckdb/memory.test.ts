import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database, RowLoad } from '../../../src/sql/contract/database.js';
import type { SqlColumn } from '../../../src/sql/contract/design.js';
import type { Replica } from '../../../src/sql/contract/names.js';
import type { DuckdbSettings } from '../../../src/sql/dialects/duckdb/index.js';
import {
  cellsOf,
  changeCells,
  csv,
  designOf,
  ID,
  initialize,
  loadFile,
  NAME,
  openReady,
  queryFile,
  REPLICA,
  recordOf,
  sqlColumn,
  temporaryFolder,
} from './support.js';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let path: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, 'data.duckdb');
});
afterEach(() => folder.remove());

const MIB = 2 ** 20;
/** Less than the texts of {@link ROWS} rows. */
const LITTLE: Partial<DuckdbSettings> = { memoryLimit: 30_000_000 };
const COLUMNS = [ID, NAME];
const ROWS = 80;

/** A text of a mebibyte that is its own. */
function bigText(mark: string): string {
  return `${mark} says that the rest of it is text of a page. `.repeat(MIB / 32).slice(0, MIB);
}

async function loadBig(load: RowLoad, mark: string, isMerge: boolean): Promise<void> {
  await load.beginFile(isMerge ? changeCells(COLUMNS) : cellsOf(COLUMNS));
  for (let id = 1; id <= ROWS; id += 1) {
    const row = [String(id), bigText(`${mark} ${id}`)];
    await load.write(csv([isMerge ? ['2026-03-02T08:00:00Z', 'U', ...row] : row]), 1);
  }
  await load.endFile();
}

async function initializeBig(database: Database, replica = REPLICA): Promise<void> {
  await using session = await database.open(replica, 'test');
  const load = await session.createLoad(designOf(COLUMNS, replica));
  await loadBig(load, 'old', false);
  await load.commit(recordOf(COLUMNS, '2026-03-01T08:00:00Z', replica));
}

async function mergeBig(database: Database, rows: 'changes' | 'diff' | 'truncate'): Promise<void> {
  await using session = await database.open(REPLICA, 'test');
  const merge = await session.createMerge({
    replica: REPLICA,
    existing: (await session.existing()) as NonNullable<Awaited<ReturnType<typeof session.existing>>>,
    changes: [],
    columns: COLUMNS,
    rows: rows === 'changes' ? { kind: 'changes' } : { kind: 'snapshot', strategy: rows, keepMissing: false },
  });
  await loadBig(merge, rows, true);
  expect(await merge.commit(recordOf(COLUMNS, '2026-03-02T08:00:00Z'))).toEqual({ upserted: ROWS, deleted: 0 });
}

/** Rows whose text begins with a mark and has its whole length, by a reader with enough memory. */
async function wholeRows(mark: string): Promise<unknown> {
  const found = await queryFile(
    path,
    `SELECT count(*)::INTEGER AS rows FROM canvas.users WHERE name LIKE '${mark} ' || id || ' says%' AND length(name) = ${MIB}`,
  );
  return found[0]?.['rows'];
}

test('a table is loaded whose texts are more than the memory limit', async () => {
  await using database = await openReady(path, LITTLE);
  await initializeBig(database);
  await database.close();
  expect(await wholeRows('old')).toBe(ROWS);
});

test.each(['changes', 'diff', 'truncate'] as const)('such a table is merged: %s', async (rows) => {
  await using database = await openReady(path, LITTLE);
  await initializeBig(database);
  await mergeBig(database, rows);
  await database.close();
  expect(await wholeRows(rows)).toBe(ROWS);
});

test('a small change of such a table is written by a process that has loaded nothing else', async () => {
  await using first = await openReady(path, LITTLE);
  await initializeBig(first);
  await first.close();
  await using database = await openReady(path, LITTLE);
  await using session = await database.open(REPLICA, 'test');
  const existing = await session.existing();
  if (existing === undefined) throw new Error('There is no table.');
  const rows = { kind: 'changes' } as const;
  const merge = await session.createMerge({ replica: REPLICA, existing, changes: [], columns: COLUMNS, rows });
  await loadFile(merge, changeCells(COLUMNS), [['2026-03-02T08:00:00Z', 'U', '1', 'small']]);
  await merge.commit(recordOf(COLUMNS, '2026-03-02T08:00:00Z'));
  await database.close();
  expect(await wholeRows('old')).toBe(ROWS - 1);
});

test('such a table is compared', async () => {
  await using database = await openReady(path, LITTLE);
  await initializeBig(database);
  await using session = await database.open(REPLICA, 'test');
  const comparison = await session.createComparison(COLUMNS);
  await loadBig(comparison.snapshot, 'old', true);
  expect(await comparison.result()).toMatchObject({ compared: ROWS, missing: 0, surplus: 0, different: 0 });
});

test('a table of 600 columns is loaded and merged', async () => {
  const texts = Array.from({ length: 600 }, (_, index) => sqlColumn(`column_${index}`, { kind: 'text' }));
  const columns: readonly SqlColumn[] = [ID, ...texts];
  const rowOf = (id: number) => [String(id), ...texts.map(({ name }) => `${name} of ${id}`)];
  const rows = Array.from({ length: 3000 }, (_, id) => rowOf(id));
  await using database = await openReady(path);
  await initialize(database, columns, rows);
  await using session = await database.open(REPLICA, 'test');
  const existing = await session.existing();
  if (existing === undefined) throw new Error('There is no table.');
  const snapshot = { kind: 'snapshot', strategy: 'diff', keepMissing: false } as const;
  const merge = await session.createMerge({ replica: REPLICA, existing, changes: [], columns, rows: snapshot });
  const changed = rows.map((row) => ['2026-03-02T08:00:00Z', 'U', row[0] as string, 'new', ...row.slice(2)]);
  await loadFile(merge, changeCells(columns), changed);
  expect(await merge.commit(recordOf(columns, '2026-03-02T08:00:00Z'))).toEqual({ upserted: 3000, deleted: 0 });
});

const OTHER: Replica = { ref: { namespace: 'canvas', table: 'other' }, target: { schema: 'canvas', table: 'other' } };

test('a table that needs more than there is fails alone; others begin again and the file stays sound', async () => {
  await using database = await openReady(path, { memoryLimit: 30_000_000, mostMemory: 30_000_000 });
  await initialize(database, COLUMNS, [['1', 'kept']]);
  const innocent = await database.open(OTHER, 'test');
  const load = await innocent.createLoad(designOf(COLUMNS, OTHER));
  await using culprit = await database.open({ ...REPLICA, target: { schema: 'canvas', table: 'big' } }, 'test');
  const big: Replica = { ref: { namespace: 'canvas', table: 'big' }, target: { schema: 'canvas', table: 'big' } };
  const bigLoad = await culprit.createLoad(designOf(COLUMNS, big));
  await loadBig(bigLoad, 'old', false);
  const failure = await bigLoad.commit(recordOf(COLUMNS, '2026-03-01T08:00:00Z', big)).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'SQL_MEMORY', message: expect.stringContaining('canvas.big') });
  expect(database.recover?.(failure)).toBeUndefined();
  await culprit.release();

  // The file is opened again for whoever needs it next, and this ends the connections from before.
  expect(await database.countRows(REPLICA)).toBe(1);
  const lost = await loadFile(load, cellsOf(COLUMNS), [['1', 'a']]).catch((error: unknown) => error);
  expect(database.recover?.(lost)).toContain('opened again');
  await innocent.release();
  await initialize(database, COLUMNS, [['1', 'a']], OTHER);
  await database.close();

  const tables = `SELECT schema_name || '.' || table_name AS name FROM duckdb_tables() WHERE schema_name = 'canvas' ORDER BY name`;
  expect(await queryFile(path, tables)).toEqual([{ name: 'canvas.other' }, { name: 'canvas.users' }]);
  expect(await queryFile(path, 'SELECT * FROM canvas.users')).toEqual([{ id: '1', name: 'kept' }]);
});
