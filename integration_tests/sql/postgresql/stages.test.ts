import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SqlColumn } from '../../../src/sql/contract/design.js';
import type { LoadCell } from '../../../src/sql/contract/load-cell.js';
import type { Replica } from '../../../src/sql/contract/names.js';
import type { StageRecord } from '../../../src/sql/contract/stage.js';
import { openPostgresql } from '../../../src/sql/dialects/postgresql/index.js';
import { createMetaTables } from '../../../src/sql/meta/meta-tables.js';
import {
  BIGINT,
  columnOf,
  createLab,
  designOf,
  enumOf,
  existingOf,
  initialize,
  type Lab,
  loadChanges,
  loadFile,
  type Row,
  recordOf,
  replicaOf,
  TEXT,
} from './lab.js';
import { cellsOf, keeperOf, openStage, stageFile, stageFiles, stageOf, takeStage } from './stage-kit.js';

let lab: Lab;
beforeAll(async () => {
  lab = await createLab('dap_pg_stages');
});
afterAll(async () => {
  await lab.close();
});

const CHANGE: readonly LoadCell[] = [{ kind: 'instant' }, { kind: 'action' }];
const WAITING =
  "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND application_name LIKE 'dap file%'";
const tableName = ({ id }: StageRecord) => `instructure_dap.dap_stage_${id}`;
const isThere = async (stage: StageRecord) =>
  (await lab.values(`SELECT to_regclass('${tableName(stage)}')`))[0] !== null;

/** A stage of a table; the session that keeps it is given back. */
async function staged(replica: Replica, columns: readonly SqlColumn[], files = 1) {
  const session = await lab.database.open(replica, 'test');
  const stage = stageOf(replica, columns, files);
  await keeperOf(session).createStage(stage);
  return { session, keeper: keeperOf(session), stage };
}

test('rows of a stage become a table, in the order of the files of the job', async () => {
  const replica = replicaOf('ordered');
  const design = designOf(replica, { name: { type: TEXT }, state: { type: enumOf('ordered__state', 'a', 'b') } });
  const { session, keeper, stage } = await staged(replica, design.columns, 3);
  expect(await keeper.stage()).toEqual(stage);
  await stageFiles(lab.database, stage, cellsOf(design.columns), [
    [
      [1, 'first', 'a'],
      [2, 'only', 'b'],
    ],
    [],
    [
      [1, 'second', 'b'],
      [1, 'third', 'a'],
    ],
  ]);
  expect(await keeper.ledger(stage)).toEqual(
    [2, 0, 2].map((rows, index) => ({ objectId: `file-${index}`, rows, facts: `{"rows":${rows}}` })),
  );
  const load = await session.createLoad(design);
  await takeStage(load, stage);
  expect(await load.commit(recordOf(replica))).toEqual({ rows: 2, duplicates: 2 });
  expect(await lab.values('SELECT t::text FROM canvas.ordered t ORDER BY id')).toEqual(['(1,third,a)', '(2,only,b)']);
  await keeper.dropStage();
  expect(await keeper.stage()).toBeUndefined();
  expect(await isThere(stage)).toBe(false);
  expect(await lab.values(`SELECT 1 FROM instructure_dap.dap_stage_files WHERE stage_id = '${stage.id}'`)).toEqual([]);
  await keeper.dropStage();
  await session.release();
});

test('sessions that load files at a time keep the order, and the last row of a key counts', async () => {
  const replica = replicaOf('parallel');
  const design = designOf(replica, { name: { type: TEXT } });
  const { session, stage } = await staged(replica, design.columns, 4);
  const sessions = await Promise.all(stage.objectIds.map(() => openStage(lab.database, stage)));
  for (const [index, one] of sessions.entries()) {
    expect(await one.beginFile(`file-${index}`, cellsOf(design.columns))).toBe(true);
  }
  for (let row = 0; row < 50; row += 1) {
    for (const [index, one] of sessions.entries()) {
      await one.write(Buffer.from(`${row}\tfile ${index}\n${row}\tfile ${index}, again\n`), 2);
    }
  }
  for (const [index, one] of [...sessions.entries()].reverse()) {
    await one.endFile(100, `{"n":${index}}`);
    await one.release();
  }
  const load = await session.createLoad(design);
  await takeStage(load, stage);
  expect(await load.commit(recordOf(replica))).toEqual({ rows: 50, duplicates: 350 });
  expect(await lab.values('SELECT DISTINCT name FROM canvas.parallel')).toEqual(['file 3, again']);
  await session.release();
});

test('of two sessions with one file the second one waits, and has nothing to do', async () => {
  const replica = replicaOf('same_file');
  const { columns } = designOf(replica, { name: { type: TEXT } });
  const { session, stage } = await staged(replica, columns);
  await using first = await openStage(lab.database, stage);
  await using second = await openStage(lab.database, stage);
  expect(await first.beginFile('file-0', cellsOf(columns))).toBe(true);
  const later = stageFile(second, 'file-0', cellsOf(columns), [[2, 'b']]);
  await expect.poll(() => lab.values(WAITING), { timeout: 30_000 }).toHaveLength(1);
  await first.write(Buffer.from('1\ta\n'), 1);
  await first.endFile(1, '{}');
  expect(await later).toBe(false);
  expect(await lab.values(`SELECT name FROM ${tableName(stage)}`)).toEqual(['a']);
  expect(await second.files()).toEqual([{ objectId: 'file-0', rows: 1, facts: '{}' }]);
  await session.release();
});

test('a session that dies in the middle of a file leaves nothing, and the one that waits for it goes on', async () => {
  const replica = replicaOf('killed');
  const { columns } = designOf(replica, { name: { type: TEXT } });
  const { session, stage } = await staged(replica, columns, 2);
  const first = await openStage(lab.database, stage);
  await stageFile(first, 'file-0', cellsOf(columns), [[1, 'a']]);
  await first.beginFile('file-1', cellsOf(columns));
  const line = Buffer.from(`2\t${'x'.repeat(1000)}\n`);
  for (let row = 0; row < 3000; row += 1) await first.write(line, 1);
  await using second = await openStage(lab.database, stage);
  const later = stageFile(second, 'file-1', cellsOf(columns), [[3, 'c']]);
  await expect.poll(() => lab.values(WAITING), { timeout: 30_000 }).toHaveLength(1);
  expect(await lab.values(`SELECT count(*)::int FROM ${tableName(stage)}`)).toEqual([1]);
  await lab.sql.query(
    `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE relation = '${tableName(stage)}'::regclass AND mode = 'RowExclusiveLock'`,
  );
  expect(await later).toBe(true);
  await expect(first.endFile(3000, '{}')).rejects.toMatchObject({ code: 'SQL_CONNECTION' });
  await first.release();
  expect((await second.files()).map(({ rows }) => rows)).toEqual([1, 1]);
  expect(await lab.values(`SELECT name FROM ${tableName(stage)} ORDER BY id`)).toEqual(['a', 'c']);
  await session.release();
});

test('a file that is undone, or that the server refuses, leaves nothing', async () => {
  const replica = replicaOf('undone');
  const { columns } = designOf(replica, { name: { type: { kind: 'text', maxLength: 3 } } });
  const { session, stage } = await staged(replica, columns);
  await using adding = await openStage(lab.database, stage);
  await adding.undoFile();
  await adding.beginFile('file-0', cellsOf(columns));
  await adding.write(Buffer.from('1\ta\n'), 1);
  await adding.undoFile();
  await adding.beginFile('file-0', cellsOf(columns));
  await adding.write(Buffer.from('2\tsecret\n'), 1);
  const refused = await adding.endFile(1, '{}').catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'SQL_ROW_REFUSED', message: expect.stringMatching(/undone, column name/) });
  expect(String(refused)).not.toContain('secret');
  await adding.undoFile();
  await adding.beginFile('file-0', cellsOf(columns));
  await adding.write(Buffer.from('3\tb\n'), 1);
  await expect(adding.endFile(2, '{}')).rejects.toThrow(/1 rows of a file of 2/);
  await adding.undoFile();
  expect(await adding.files()).toEqual([]);
  expect(await lab.values(`SELECT count(*)::int FROM ${tableName(stage)}`)).toEqual([0]);
  expect(await stageFile(adding, 'file-0', cellsOf(columns), [[4, 'c']])).toBe(true);
  await expect(adding.beginFile('file-9', cellsOf(columns))).rejects.toMatchObject({ code: 'SQL_STATEMENT' });
  await adding.undoFile();
  expect(await adding.beginFile('file-0', cellsOf(columns))).toBe(false);
  await session.release();
});

const ALL = {
  dap_ts: { type: { kind: 'text', maxLength: 5 } },
  workflow_state: { type: enumOf('users__workflow_state', 'active', "it's"), required: true, default: 'active' },
  small: { type: { kind: 'integer', bits: 16, minimum: 0n, maximum: 9n } },
  points: { type: { kind: 'decimal', precision: 5, scale: 2 } },
  any_points: { type: { kind: 'decimal' } },
  grade: { type: { kind: 'float', bits: 64 } },
  ratio: { type: { kind: 'float', bits: 32 } },
  is_public: { type: { kind: 'boolean' }, default: false, required: true },
  uuid: { type: { kind: 'uuid' } },
  at: { type: { kind: 'date-time' } },
  day: { type: { kind: 'date' } },
  clock: { type: { kind: 'time' } },
  span: { type: { kind: 'duration' } },
  ip: { type: { kind: 'ip', versions: 'both' } },
  settings: { type: { kind: 'object', closed: false } },
  states: { type: { kind: 'array', items: { type: enumOf('users__states', 'a', 'b c') } } },
  urls: { type: { kind: 'array', items: { type: { kind: 'text', maxLength: 255 } } } },
  numbers: { type: { kind: 'array', items: { type: BIGINT } } },
  objects: { type: { kind: 'array', items: { type: { kind: 'object', closed: false } } } },
  order: { type: TEXT },
  controller: { type: { kind: 'enum', values: ['x'], typeName: 'Controller', open: true, maxLength: 64 } },
} as const;

const ROWS: readonly Row[] = [
  [
    ...['9223372036854775807', 'añ😀', "it's", 7, '1.50', '12345678901234567890.0123456789', 'NaN', '0.1', 'true'],
    ...['0b9c8a7e-1111-4222-8333-444455556666', '2026-03-01T08:00:00.123456Z', '2026-02-28', '23:59:59.999999'],
    ...['P1DT2H', '10.1.1.38', '{"n":12345678901234567890}', '{a,"b c",NULL}', '{"a,b"}', '{9223372036854775807}'],
    ...['[{"a":1}]', 't\ta\\b\n', 'x'],
  ],
  [2, null, 'active', ...Array.from({ length: 5 }, () => null), 'false', ...Array.from({ length: 13 }, () => null)],
];

test('a load from a stage is the same as one from files, for every type', async () => {
  const rowsOf = async (table: string, source: 'files' | 'stage') => {
    const replica = replicaOf(table);
    const design = designOf(replica, ALL);
    // The last two columns lack in the file.
    const cells = cellsOf(design.columns).slice(0, -1);
    const rows = ROWS.map((row) => row.slice(0, -1));
    await using session = await lab.database.open(replica, 'test');
    const load = await session.createLoad(design);
    if (source === 'files') {
      await loadFile(load, design.columns.slice(0, -1), rows);
      await loadFile(load, design.columns, ROWS);
      await load.commit(recordOf(replica));
    } else {
      await load.abort();
      const stage = stageOf(replica, design.columns, 2);
      await keeperOf(session).createStage(stage);
      await using adding = await openStage(lab.database, stage);
      await stageFile(adding, 'file-1', cellsOf(design.columns), ROWS);
      await stageFile(adding, 'file-0', cells, rows);
      const again = await session.createLoad(design);
      await takeStage(again, stage);
      expect(await again.commit(recordOf(replica))).toEqual({ rows: 2, duplicates: 2 });
    }
    return await lab.values(`SELECT t::text FROM canvas.${table} t ORDER BY id`);
  };
  const byFiles = await rowsOf('all_by_files', 'files');
  expect(byFiles).toHaveLength(2);
  expect(await rowsOf('all_by_stage', 'stage')).toEqual(byFiles);
});

test.each([{ kind: 'changes' } as const, { kind: 'snapshot', strategy: 'diff', keepMissing: false } as const])(
  'a merge from a stage is the same as one from files, for every type: $kind',
  async (rows) => {
    const mergedBy = async (table: string, source: 'files' | 'stage') => {
      const replica = replicaOf(table);
      const design = designOf(replica, ALL);
      await initialize(lab, design, [[1, ...(ROWS[1] ?? []).slice(1)], ROWS[1] ?? []]);
      await using session = await lab.database.open(replica, 'test');
      const plan = {
        replica,
        existing: await existingOf(session),
        columns: design.columns,
        changes: [],
        rows,
      } as const;
      const isChange = rows.kind === 'changes';
      const cells = [...(isChange ? CHANGE : []), ...cellsOf(design.columns)];
      const of = (instant: string, action: string, row: Row): Row => (isChange ? [instant, action, ...row] : row);
      const [whole = [], empty = []] = ROWS;
      const files = [
        [of('2026-03-02T00:00:00.000002Z', 'U', whole), of('2026-03-02T00:00:00Z', 'D', empty)],
        [
          of('2026-03-02T00:00:00.000001Z', 'U', [whole[0] ?? null, 'older', ...whole.slice(2)]),
          of('2026-03-02T00:00:00Z', 'U', [2, 'last', ...empty.slice(2)]),
        ],
      ];
      const merge = await session.createMerge(plan);
      if (source === 'files') {
        for (const file of files) {
          if (isChange) await loadChanges(merge, design.columns, file);
          else await loadFile(merge, design.columns, file);
        }
      } else {
        const stage = stageOf(replica, design.columns, 2);
        await keeperOf(session).createStage(stage);
        await stageFiles(lab.database, stage, cells, files);
        await takeStage(merge, stage);
      }
      const counts = await merge.commit(recordOf(replica, '2026-03-02T00:00:00Z'));
      return { counts, rows: await lab.values(`SELECT t::text FROM canvas.${table} t ORDER BY id`) };
    };
    const byFiles = await mergedBy(`merged_${rows.kind}_by_files`, 'files');
    expect(byFiles.rows).toHaveLength(rows.kind === 'changes' ? 3 : 2);
    expect(await mergedBy(`merged_${rows.kind}_by_stage`, 'stage')).toEqual(byFiles);
  },
);

test('a table that has changed since the stage takes what it can have exactly, and refuses the rest', async () => {
  const replica = replicaOf('evolved');
  const before = designOf(replica, {
    size: { type: { kind: 'integer', bits: 32 } },
    ratio: { type: { kind: 'float', bits: 32 } },
    name: { type: { kind: 'text', maxLength: 9 } },
    gone: { type: TEXT },
    state: { type: enumOf('evolved__state', 'a') },
    sizes: { type: { kind: 'array', items: { type: { kind: 'integer', bits: 16 } } } },
  });
  const after = designOf(replica, {
    size: { type: BIGINT },
    ratio: { type: { kind: 'float', bits: 64 } },
    name: { type: TEXT },
    state: { type: enumOf('evolved__state', 'a', 'b') },
    sizes: { type: { kind: 'array', items: { type: BIGINT } } },
    added: { type: TEXT, default: 'new' },
  });
  const { session, keeper, stage } = await staged(replica, before.columns);
  const row = [1, 5, '0.1', 'name', 'x', 'a', '{1,NULL}'];
  await stageFiles(lab.database, stage, cellsOf(before.columns), [[row]]);
  const load = await session.createLoad(after);
  await takeStage(load, stage);
  await load.commit(recordOf(replica));
  expect(await lab.values('SELECT t::text FROM canvas.evolved t')).toEqual(['(1,5,0.1,name,a,"{1,NULL}",new)']);

  const narrow = columnOf(replica, 'size', { type: { kind: 'integer', bits: 16 } });
  const merge = await session.createMerge({
    replica,
    existing: await existingOf(session),
    columns: after.columns.map((column) => (column.name === 'size' ? narrow : column)),
    changes: [],
    rows: { kind: 'changes' },
  });
  await expect(takeStage(merge, stage)).rejects.toMatchObject({
    code: 'SQL_ROW_REFUSED',
    message: expect.stringMatching(/evolved, column size: .* as integer, which cannot become smallint/),
  });
  await merge.abort();
  await keeper.dropStage();
  await session.release();
});

test('a row that only the table refuses is told so, and the load can begin again', async () => {
  const replica = replicaOf('refusing');
  const design = designOf(replica, { name: { type: TEXT, required: true }, state: { type: enumOf('r__state', 'a') } });
  const { session, stage } = await staged(replica, design.columns);
  await stageFiles(lab.database, stage, cellsOf(design.columns), [[[1, null, 'a']]]);
  const load = await session.createLoad(design);
  await expect(takeStage(load, stage)).rejects.toMatchObject({ code: 'SQL_ROW_REFUSED', details: { column: 'name' } });
  await load.undoAll();
  await loadFile(load, design.columns, [[1, 'x', 'a']]);
  expect(await load.commit(recordOf(replica))).toEqual({ rows: 1, duplicates: 0 });
  await session.release();
});

test('a stage that is not whole is not taken', async () => {
  const replica = replicaOf('damaged');
  const design = designOf(replica, { name: { type: TEXT } });
  const { session, stage } = await staged(replica, design.columns, 2);
  await using adding = await openStage(lab.database, stage);
  const attempt = async () => {
    const load = await session.createLoad(design);
    const outcome = await takeStage(load, stage).catch((error: unknown) => error);
    await load.abort();
    return outcome;
  };
  await stageFile(adding, 'file-0', cellsOf(design.columns), [[1, 'a']]);
  expect(await attempt()).toMatchObject({ code: 'SQL_ROW_REFUSED', message: expect.stringMatching(/1 of its files/) });
  await stageFile(adding, 'file-1', cellsOf(design.columns), [[2, 'b']]);
  await lab.sql.query(`DELETE FROM ${tableName(stage)} WHERE id = 1`);
  expect(await attempt()).toMatchObject({
    code: 'SQL_ROW_REFUSED',
    message: expect.stringMatching(/holds 1 rows.*have 2/),
  });
  await lab.sql.query(`TRUNCATE ${tableName(stage)}, instructure_dap.dap_stage_files`);
  expect(await adding.files()).toEqual([]);
  expect(await attempt()).toMatchObject({ code: 'SQL_ROW_REFUSED', message: expect.stringMatching(/2 of its files/) });
  for (const id of stage.objectIds) await stageFile(adding, id, cellsOf(design.columns), [[1, id]]);
  expect(await attempt()).toBeUndefined();
  await session.release();
});

test('a stage whose table is gone, or that another version wrote, counts as absent and is replaced', async () => {
  const replica = replicaOf('absent');
  const { columns } = designOf(replica, { name: { type: TEXT } });
  const { session, keeper, stage } = await staged(replica, columns);
  await lab.sql.query(`DROP TABLE ${tableName(stage)}`);
  expect(await keeper.stage()).toBeUndefined();
  expect(await lab.database.openStage?.(stage)).toBeUndefined();
  const second = stageOf(replica, columns);
  await keeper.createStage(second);
  await lab.sql.query("UPDATE instructure_dap.dap_stages SET written_by = '0.0.1' WHERE source_table = 'absent'");
  expect(await keeper.stage()).toBeUndefined();
  expect(await lab.database.openStage?.(second)).toBeUndefined();
  const third = stageOf(replica, columns);
  await keeper.createStage(third);
  expect(await isThere(second)).toBe(false);
  expect(await keeper.stage()).toEqual(third);
  expect(await lab.database.openStage?.({ ...third, id: second.id })).toBeUndefined();
  await session.drop({ cascade: false });
  expect(await isThere(third)).toBe(false);
  await session.release();
});

test('a stage that is dropped under a session is told as gone, and a session in the middle of a file is let finish', async () => {
  const replica = replicaOf('dropped');
  const { columns } = designOf(replica, { name: { type: TEXT } });
  const { session, keeper, stage } = await staged(replica, columns, 2);
  await using busy = await openStage(lab.database, stage);
  await using idle = await openStage(lab.database, stage);
  await busy.beginFile('file-0', cellsOf(columns));
  await keeper.dropStage();
  expect(await keeper.stage()).toBeUndefined();
  expect(await isThere(stage)).toBe(true);
  await lab.database.prepare();
  expect(await isThere(stage)).toBe(true);
  await busy.write(Buffer.from('1\ta\n'), 1);
  await busy.endFile(1, '{}');
  await lab.database.prepare();
  expect(await isThere(stage)).toBe(false);
  expect(await lab.values(`SELECT 1 FROM instructure_dap.dap_stage_files WHERE stage_id = '${stage.id}'`)).toEqual([]);
  await expect(idle.beginFile('file-1', cellsOf(columns))).rejects.toMatchObject({
    code: 'SQL_STATEMENT',
    failureType: 'transient_error',
    message: expect.stringContaining('the stage is gone'),
  });
  await idle.undoFile();
  await session.release();
});

test('tables of stages that nobody has recorded are dropped, and no others', async () => {
  const replica = replicaOf('recorded');
  const { columns } = designOf(replica, { name: { type: TEXT } });
  const { session, stage } = await staged(replica, columns);
  const orphan = `dap_stage_${'0'.repeat(32)}`;
  const others = ['dap_stage_x', `dap_stage_${'0'.repeat(33)}`, `Dap_stage_${'0'.repeat(32)}`];
  for (const name of [orphan, ...others]) await lab.sql.query(`CREATE TABLE instructure_dap."${name}" (id int)`);
  const databases = await Promise.all(
    Array.from({ length: 4 }, () => openPostgresql(lab.settings, { meta: createMetaTables('postgresql') })),
  );
  await Promise.all(databases.map((database) => database.prepare()));
  await Promise.all(databases.map((database) => database.close()));
  expect(await isThere(stage)).toBe(true);
  const left = await lab.sql.query('SELECT relname::text AS name FROM pg_class WHERE relname = ANY ($1)', [
    [orphan, ...others],
  ]);
  expect(left.rows.map(({ name }) => name).sort()).toEqual([...others].sort());
  await session.release();
});
