import { randomBytes } from 'node:crypto';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database, TableSession } from '../../../src/sql/contract/database.js';
import type { SqlColumn } from '../../../src/sql/contract/design.js';
import type { LoadCell } from '../../../src/sql/contract/load-cell.js';
import type { StageKeeper, StageRecord, StageSession, TakesStage } from '../../../src/sql/contract/stage.js';
import type { DuckdbSettings } from '../../../src/sql/dialects/duckdb/index.js';
import { VERSION } from '../../../src/version.js';
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

type Row = readonly (string | null)[];

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let path: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, 'file.duckdb');
});
afterEach(() => folder.remove());

const COLUMNS = [ID, NAME];
const AT = '2026-03-01T08:00:00Z';

function stageOf(columns: readonly SqlColumn[], files: number): StageRecord {
  const objectIds = Array.from({ length: files }, (_, index) => `file-${index}`);
  return { ...REPLICA, id: randomBytes(16).toString('hex'), objectIds, plan: '{}', columns, writtenBy: VERSION };
}

const keeperOf = (session: TableSession) => session as TableSession & StageKeeper;
const take = async (load: Partial<TakesStage>, stage: StageRecord) => await (load as TakesStage).takeStage(stage);

async function openStage(database: Database, stage: StageRecord): Promise<StageSession> {
  const opened = await database.openStage?.(stage);
  if (opened === undefined) throw new Error('The stage is gone.');
  return opened.session;
}

async function stageFile(session: StageSession, objectId: string, cells: readonly LoadCell[], rows: readonly Row[]) {
  if (!(await session.beginFile(objectId, cells))) return false;
  await session.write(csv(rows), rows.length);
  await session.endFile(rows.length, `{"rows":${rows.length}}`);
  return true;
}

/** Adds files from the last to the first: the order of the job counts, not that of the loading. */
async function stageFiles(
  database: Database,
  stage: StageRecord,
  cells: readonly LoadCell[],
  files: readonly (readonly Row[])[],
) {
  await using session = await openStage(database, stage);
  for (const [index, rows] of [...files.entries()].reverse()) await stageFile(session, `file-${index}`, cells, rows);
}

const rowsOf = async (table = 'canvas.users') => await queryFile(path, `SELECT * FROM ${table} ORDER BY id`);

test.each([
  ['in one transaction', {}],
  ['large', { keylessRows: 2 }],
  ['with several threads', { threads: 3 }],
] as const)('rows of a stage become a table in the order of the files of the job: %s', async (_, settings) => {
  const database = await openReady(path, settings);
  const session = await database.open(REPLICA, 'test');
  const keeper = keeperOf(session);
  const stage = stageOf(COLUMNS, 4);
  await keeper.createStage(stage);
  expect(await keeper.stage()).toEqual(stage);
  await stageFiles(database, stage, cellsOf(COLUMNS), [
    [
      ['1', 'first'],
      ['2', 'only'],
    ],
    [],
    [
      ['1', 'second'],
      ['1', 'third'],
    ],
    [['3', 'three']],
  ]);
  expect(await keeper.ledger(stage)).toEqual(
    [2, 0, 2, 1].map((rows, index) => ({ objectId: `file-${index}`, rows, facts: `{"rows":${rows}}` })),
  );
  const load = await session.createLoad(designOf(COLUMNS));
  await take(load, stage);
  expect(await load.commit(recordOf(COLUMNS, AT))).toEqual({ rows: 3, duplicates: 2 });
  await keeper.dropStage();
  expect(await keeper.stage()).toBeUndefined();
  await keeper.dropStage();
  await database.close();
  expect(await rowsOf()).toEqual([
    { id: '1', name: 'third' },
    { id: '2', name: 'only' },
    { id: '3', name: 'three' },
  ]);
  expect(await stageTables()).toEqual([]);
  expect(await queryFile(path, 'SELECT * FROM instructure_dap.dap_stage_files')).toEqual([]);
});

const stageTables = async () =>
  (
    await queryFile(
      path,
      "SELECT table_name AS name FROM duckdb_tables() WHERE table_name SIMILAR TO 'dap_stage_[0-9a-f]{32}'",
    )
  ).map(({ name }) => name);

const TYPES = [
  ID,
  NAME,
  sqlColumn('small', { kind: 'integer', bits: 16 }),
  sqlColumn('points', { kind: 'decimal', precision: 5, scale: 2 }),
  sqlColumn('grade', { kind: 'float', bits: 64 }),
  sqlColumn('ratio', { kind: 'float', bits: 32 }),
  sqlColumn('is_public', { kind: 'boolean' }, { nullable: false, default: false }),
  sqlColumn('uuid', { kind: 'uuid' }),
  sqlColumn('at', { kind: 'date-time' }),
  sqlColumn('day', { kind: 'date' }),
  sqlColumn('clock', { kind: 'time' }),
  sqlColumn('span', { kind: 'duration' }),
  sqlColumn('ip', { kind: 'ip', versions: 'both' }),
  sqlColumn('settings', { kind: 'object', closed: false }),
  sqlColumn('state', { kind: 'enum', values: ['a', 'b'], typeName: 's', open: false }),
  sqlColumn('tags', { kind: 'array', items: { type: { kind: 'text' } } }),
  sqlColumn('numbers', { kind: 'array', items: { type: { kind: 'integer', bits: 64 } } }),
  sqlColumn('objects', { kind: 'array', items: { type: { kind: 'object', closed: false } } }),
  sqlColumn('added', { kind: 'text' }, { default: 'new' }),
];

const WHOLE: Row = [
  ...['9223372036854775807', 'añ😀\t"x"\n', '7', '1.50', 'nan', '0.1', 'true'],
  ...['0b9c8a7e-1111-4222-8333-444455556666', '2026-03-01 08:00:00.123456', '2026-02-28', '23:59:59.999999', 'P1D'],
  ...['10.1.1.38', '{"n":12345678901234567890}', 'a', '["a","b c",null]', '[9223372036854775807]', '[{"a":1}]', 'x'],
];
const EMPTY: Row = ['2', ...TYPES.slice(1).map(({ name }) => (name === 'is_public' ? 'false' : null))];

test('a load from a stage is the same as one from files, for every type', async () => {
  const loaded = async (source: 'files' | 'stage') => {
    path = join(folder.path, `${source}.duckdb`);
    const database = await openReady(path);
    const session = await database.open(REPLICA, 'test');
    const files = [[WHOLE.slice(0, -1)], [EMPTY.slice(0, -1)]];
    const cells = cellsOf(TYPES.slice(0, -1));
    if (source === 'files') {
      const load = await session.createLoad(designOf(TYPES));
      for (const rows of files) await loadFile(load, cells, rows);
      await load.commit(recordOf(TYPES, AT));
    } else {
      const stage = stageOf(TYPES, 2);
      await keeperOf(session).createStage(stage);
      await stageFiles(database, stage, cells, files);
      const load = await session.createLoad(designOf(TYPES));
      await take(load, stage);
      await load.commit(recordOf(TYPES, AT));
    }
    await database.close();
    return await rowsOf();
  };
  const byFiles = await loaded('files');
  expect(byFiles).toHaveLength(2);
  expect(byFiles[0]).toMatchObject({ added: 'new' });
  expect(await loaded('stage')).toEqual(byFiles);
});

test.each([
  { kind: 'changes' },
  { kind: 'snapshot', strategy: 'diff', keepMissing: false },
  { kind: 'snapshot', strategy: 'truncate', keepMissing: false },
] as const)('a merge from a stage is the same as one from files, for every type: $kind $strategy', async (rows) => {
  const isChange = rows.kind === 'changes';
  const of = (instant: string, action: string, row: Row): Row => (isChange ? [instant, action, ...row] : row);
  const files = [
    [of('2026-03-02T00:00:00.000002Z', 'U', WHOLE), of('2026-03-02T00:00:00Z', 'D', EMPTY)],
    [
      of('2026-03-02T00:00:00.000001Z', 'U', [WHOLE[0] ?? null, 'older', ...WHOLE.slice(2)]),
      of('2026-03-02T00:00:00Z', 'U', ['2', 'last', ...EMPTY.slice(2)]),
    ],
  ];
  const merged = async (source: 'files' | 'stage') => {
    path = join(folder.path, `${source}.duckdb`);
    const database = await openReady(path);
    await initialize(database, TYPES, [['1', ...EMPTY.slice(1)], EMPTY]);
    const session = await database.open(REPLICA, 'test');
    const existing = await session.existing();
    if (existing === undefined) throw new Error('There is no table.');
    const merge = await session.createMerge({ replica: REPLICA, existing, columns: TYPES, changes: [], rows });
    const cells = isChange ? changeCells(TYPES) : cellsOf(TYPES);
    if (source === 'files') {
      for (const file of files) await loadFile(merge, cells, file);
    } else {
      const stage = stageOf(TYPES, 2);
      await keeperOf(session).createStage(stage);
      await stageFiles(database, stage, cells, files);
      await take(merge, stage);
    }
    const counts = await merge.commit(recordOf(TYPES, '2026-03-02T00:00:00Z'));
    await database.close();
    return { counts, rows: await rowsOf() };
  };
  const byFiles = await merged('files');
  expect(byFiles.rows).toHaveLength(isChange ? 3 : 2);
  expect(await merged('stage')).toEqual(byFiles);
});

test('sessions that add files at a time keep the order; of two with one file the second one has nothing to do', async () => {
  const database = await openReady(path);
  const other = await openReady(path);
  const session = await database.open(REPLICA, 'test');
  const stage = stageOf(COLUMNS, 3);
  await keeperOf(session).createStage(stage);
  const [first, second] = [await openStage(database, stage), await openStage(other, stage)];
  expect(await first.beginFile('file-1', cellsOf(COLUMNS))).toBe(true);
  expect(await stageFile(second, 'file-2', cellsOf(COLUMNS), [['1', 'last']])).toBe(true);
  const later = stageFile(second, 'file-1', cellsOf(COLUMNS), [['1', 'never']]);
  await first.write(csv([['1', 'first try']]), 1);
  await first.undoFile();
  // The turn is the other's now.
  expect(await later).toBe(true);
  expect(await first.beginFile('file-1', cellsOf(COLUMNS))).toBe(false);
  expect(await first.beginFile('file-0', cellsOf(COLUMNS))).toBe(true);
  const waiting = second.beginFile('file-0', cellsOf(COLUMNS));
  await first.write(csv([['1', 'begin']]), 1);
  await first.endFile(1, '{}');
  expect(await waiting).toBe(false);
  const load = await session.createLoad(designOf(COLUMNS));
  await take(load, stage);
  expect(await load.commit(recordOf(COLUMNS, AT))).toEqual({ rows: 1, duplicates: 2 });
  await other.close();
  await database.close();
  expect(await rowsOf()).toEqual([{ id: '1', name: 'last' }]);
});

test('a session that ends in the middle of a file gives its turn to the next', async () => {
  const database = await openReady(path);
  const session = await database.open(REPLICA, 'test');
  const stage = stageOf(COLUMNS, 1);
  await keeperOf(session).createStage(stage);
  const [first, second] = [await openStage(database, stage), await openStage(database, stage)];
  await first.beginFile('file-0', cellsOf(COLUMNS));
  await first.write(csv([['1', 'lost']]), 1);
  const later = stageFile(second, 'file-0', cellsOf(COLUMNS), [['2', 'b']]);
  await first.release();
  expect(await later).toBe(true);
  expect(await second.files()).toEqual([{ objectId: 'file-0', rows: 1, facts: '{"rows":1}' }]);
  await database.close();
});

test('a file that is undone, or that DuckDB refuses, leaves nothing', async () => {
  const database = await openReady(path);
  const session = await database.open(REPLICA, 'test');
  const stage = stageOf(COLUMNS, 1);
  await keeperOf(session).createStage(stage);
  const adding = await openStage(database, stage);
  const cells = cellsOf(COLUMNS);
  await adding.undoFile();
  await adding.beginFile('file-0', cells);
  await adding.write(csv([['secret', 'a']]), 1);
  const refused = await adding.endFile(1, '{}').catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'SQL_ROW_REFUSED', message: expect.stringMatching(/^canvas\.users: /) });
  expect(String(refused)).not.toContain('secret');
  await adding.undoFile();
  await adding.beginFile('file-0', cells);
  await adding.write(csv([['1', 'a']]), 1);
  await expect(adding.endFile(2, '{}')).rejects.toThrow(/1 rows were written of a file of 2/);
  await adding.undoFile();
  expect(await adding.files()).toEqual([]);
  await expect(adding.beginFile('file-9', cells)).rejects.toMatchObject({ code: 'SQL_STATEMENT' });
  expect(await stageFile(adding, 'file-0', cells, [['1', 'a']])).toBe(true);
  const load = await session.createLoad(designOf(COLUMNS));
  await take(load, stage);
  expect(await load.commit(recordOf(COLUMNS, AT))).toEqual({ rows: 1, duplicates: 0 });
  await database.close();
});

test('a table that has changed since the stage takes what it can have exactly, and refuses the rest', async () => {
  const before = [
    ID,
    sqlColumn('size', { kind: 'integer', bits: 32 }),
    sqlColumn('ratio', { kind: 'float', bits: 32 }),
    sqlColumn('gone', { kind: 'text' }),
    sqlColumn('sizes', { kind: 'array', items: { type: { kind: 'integer', bits: 16 } } }),
  ];
  const after = [
    ID,
    sqlColumn('size', { kind: 'integer', bits: 64 }),
    sqlColumn('ratio', { kind: 'float', bits: 64 }),
    sqlColumn('sizes', { kind: 'array', items: { type: { kind: 'integer', bits: 64 } } }),
    sqlColumn('added', { kind: 'text' }, { default: 'new' }),
  ];
  const narrow = after.map((one) => (one.name === 'size' ? sqlColumn('size', { kind: 'integer', bits: 16 }) : one));
  const database = await openReady(path);
  const session = await database.open(REPLICA, 'test');
  const stage = stageOf(before, 1);
  await keeperOf(session).createStage(stage);
  await stageFiles(database, stage, cellsOf(before), [[['1', '5', '0.1', 'x', '[1,null]']]]);
  const refusing = await session.createLoad(designOf(narrow));
  await expect(take(refusing, stage)).rejects.toMatchObject({
    code: 'SQL_ROW_REFUSED',
    message: expect.stringMatching(/users, column size: .* as INTEGER, which cannot become SMALLINT/),
  });
  await refusing.abort();
  const load = await session.createLoad(designOf(after));
  await take(load, stage);
  await load.commit(recordOf(after, AT));
  await database.close();
  expect(await rowsOf()).toEqual([{ id: '1', size: '5', ratio: 0.1, sizes: ['1', null], added: 'new' }]);
});

test('a stage that is not whole is not taken, and one that cannot be read counts as absent', async () => {
  let database = await openReady(path);
  let session = await database.open(REPLICA, 'test');
  const stage = stageOf(COLUMNS, 2);
  const change = async (...statements: string[]) => {
    await database.close();
    await queryFile(path, ...statements);
    database = await openReady(path);
    session = await database.open(REPLICA, 'test');
  };
  const attempt = async () => {
    const load = await session.createLoad(designOf(COLUMNS));
    const outcome = await take(load, stage).catch((error: unknown) => error);
    await load.abort();
    return outcome;
  };
  await keeperOf(session).createStage(stage);
  const adding = await openStage(database, stage);
  await stageFile(adding, 'file-0', cellsOf(COLUMNS), [['1', 'a']]);
  expect(await attempt()).toMatchObject({ code: 'SQL_ROW_REFUSED', message: expect.stringMatching(/1 of its files/) });
  await stageFile(adding, 'file-1', cellsOf(COLUMNS), [['2', 'b']]);
  expect(await attempt()).toBeUndefined();
  await change(`DELETE FROM instructure_dap.dap_stage_${stage.id} WHERE id = 2`);
  expect(await attempt()).toMatchObject({
    message: expect.stringMatching(/holds 0 rows of the file file-1, which has 1/),
  });
  await change("UPDATE instructure_dap.dap_stages SET written_by = '0.0.1'");
  expect(await keeperOf(session).stage()).toBeUndefined();
  expect(await database.openStage?.(stage)).toBeUndefined();
  const second = stageOf(COLUMNS, 1);
  await keeperOf(session).createStage(second);
  await change(`DROP TABLE instructure_dap.dap_stage_${second.id}`);
  expect(await keeperOf(session).stage()).toBeUndefined();
  const third = stageOf(COLUMNS, 1);
  await keeperOf(session).createStage(third);
  expect(await database.openStage?.({ ...third, id: second.id })).toBeUndefined();
  await session.drop({ cascade: false });
  await database.close();
  expect(await stageTables()).toEqual([]);
});

test('a stage that is dropped under a session is told as gone, and its leftovers go', async () => {
  const database = await openReady(path);
  const session = await database.open(REPLICA, 'test');
  const keeper = keeperOf(session);
  for (const dropped of ['before the file', 'in the file', 'in the transaction'] as const) {
    const stage = stageOf(COLUMNS, 1);
    await keeper.createStage(stage);
    const adding = await openStage(database, stage);
    if (dropped === 'before the file') await keeper.dropStage();
    const begun = adding.beginFile('file-0', cellsOf(COLUMNS));
    if (dropped !== 'before the file') {
      await begun;
      await adding.write(csv([['1', 'a']]), 1);
      const ending = dropped === 'in the file' ? keeper.dropStage() : Promise.resolve();
      await ending;
      const both = [adding.endFile(1, '{}'), ...(dropped === 'in the transaction' ? [keeper.dropStage()] : [])];
      const [added] = await Promise.allSettled(both);
      // Both may be at work at a time: then the file may have been first.
      if (added?.status === 'rejected') expect(added.reason).toMatchObject(GONE);
      else expect(dropped).toBe('in the transaction');
    } else {
      await expect(begun).rejects.toMatchObject(GONE);
    }
    await adding.release();
    expect(await keeper.stage()).toBeUndefined();
  }
  await database.prepare();
  await database.close();
  expect(await stageTables()).toEqual([]);
  expect(await queryFile(path, 'SELECT * FROM instructure_dap.dap_stage_files')).toEqual([]);
});

const GONE = {
  code: 'SQL_STATEMENT',
  failureType: 'transient_error',
  message: expect.stringContaining('the stage is gone'),
};

test('a table whose texts are more than the memory limit is staged and loaded', async () => {
  const settings: Partial<DuckdbSettings> = { memoryLimit: 60_000_000, mostMemory: 200_000_000 };
  const database = await openReady(path, settings);
  const session = await database.open(REPLICA, 'test');
  const stage = stageOf(COLUMNS, 2);
  await keeperOf(session).createStage(stage);
  const adding = await openStage(database, stage);
  const text = 'x'.repeat(100_000);
  for (const [index, objectId] of stage.objectIds.entries()) {
    await adding.beginFile(objectId, cellsOf(COLUMNS));
    for (let row = 0; row < 500; row += 1) await adding.write(csv([[String(index * 500 + row), `${row}${text}`]]), 1);
    await adding.endFile(500, '{}');
  }
  const load = await session.createLoad(designOf(COLUMNS));
  await take(load, stage);
  expect(await load.commit(recordOf(COLUMNS, AT))).toEqual({ rows: 1000, duplicates: 0 });
  await keeperOf(session).dropStage();
  await database.close();
  expect(await queryFile(path, 'SELECT count(*) AS rows, sum(length(name)) AS chars FROM canvas.users')).toEqual([
    { rows: '1000', chars: String(2 * (500 * 100_000 + 10 + 180 + 1200)) },
  ]);
});

/** What a program does: goes on with the stage that is there, or begins one. */
async function run(settings: Partial<DuckdbSettings> = {}): Promise<void> {
  const database = await openReady(path, settings);
  try {
    const session = await database.open(REPLICA, 'test');
    const keeper = keeperOf(session);
    if ((await session.record()) === undefined) {
      const stage = (await keeper.stage()) ?? stageOf(COLUMNS, 2);
      if ((await keeper.stage()) === undefined) await keeper.createStage(stage);
      await stageFiles(database, stage, cellsOf(COLUMNS), [
        [
          ['1', 'a'],
          ['2', 'b'],
        ],
        [['1', 'c']],
      ]);
      const load = await session.createLoad(designOf(COLUMNS));
      await take(load, stage);
      await load.commit(recordOf(COLUMNS, AT));
    }
    await keeper.dropStage();
  } finally {
    await database.close();
  }
}

test('killed before any statement, rows and ledger agree, and the same again goes on and leaves nothing', async () => {
  const states = join(folder.path, 'states');
  await mkdir(states);
  const whole = path;
  let count = 0;
  // What a process leaves behind that is killed now: its files at this moment.
  const onStatement = async () => {
    const copy = join(states, `${count}.duckdb`);
    await copyFile(whole, copy);
    await copyFile(`${whole}.wal`, `${copy}.wal`).catch(() => undefined);
    count += 1;
  };
  await run({ onStatement });
  expect(count).toBeGreaterThan(40);
  const kept = new Set<number>();
  for (let state = 0; state < count; state += 1) {
    path = join(states, `${state}.duckdb`);
    await openReady(path).then((database) => database.close());
    const ledger = await queryFile(
      path,
      'SELECT f.stage_id AS id, sum(f.file_rows) AS rows FROM instructure_dap.dap_stage_files f GROUP BY 1',
    );
    for (const { id, rows } of ledger) {
      expect(await queryFile(path, `SELECT count(*) AS rows FROM instructure_dap.dap_stage_${String(id)}`)).toEqual([
        { rows },
      ]);
    }
    kept.add(Number(ledger[0]?.['rows'] ?? 0));
    await run();
    expect(await rowsOf()).toEqual([
      { id: '1', name: 'c' },
      { id: '2', name: 'b' },
    ]);
    expect(await stageTables()).toEqual([]);
    expect(await queryFile(path, 'SELECT stage_id FROM instructure_dap.dap_stage_files')).toEqual([]);
  }
  expect([...kept].sort()).toEqual([0, 1, 3]);
}, 300_000);
