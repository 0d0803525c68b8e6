import { describe, expect, it } from 'vitest';
import type { RunSql } from '../../../src/sql/contract/meta.js';
import type { DialectName, Replica } from '../../../src/sql/contract/names.js';
import type { StageRecord } from '../../../src/sql/contract/stage.js';
import { createMetaTables } from '../../../src/sql/meta/meta-tables.js';
import { VERSION } from '../../../src/version.js';
import { type EmptyDatabase, emptyDatabase } from './servers.js';

const DIALECTS = ['postgresql', 'mysql', 'duckdb'] as const satisfies readonly DialectName[];

const USERS: Replica = { ref: { namespace: 'canvas', table: 'users' }, target: { schema: 'canvas', table: 'users' } };

const STAGE: StageRecord = {
  ...USERS,
  id: '0123456789abcdef0123456789abcdef',
  since: '2026-03-01T08:00:00.987654321Z',
  objectIds: ['job/part-1', 'job/PART-1', `job/${'x'.repeat(3000)}`, "it's \\ \u{1f600}"],
  plan: `{"plan":"'\\\\ \u{1f600} ${'p'.repeat(3_000_000)}"}`,
  columns: [
    {
      name: 'id',
      headerName: 'key.id',
      column: { name: 'id', part: 'key', nullable: false, type: { kind: 'integer', bits: 64 } },
      type: 'bigint',
      form: { kind: 'integer', minimum: -9_223_372_036_854_775_808n, maximum: 9_223_372_036_854_775_807n },
      isKey: true,
      nullable: false,
    },
  ],
  writtenBy: VERSION,
};

/** The name of one of the tables as a statement has to write it. */
function nameOf(dialect: DialectName, table: string): string {
  return `instructure_dap${dialect === 'mysql' ? '__' : '.'}${table}`;
}

async function inTransaction<T>(run: RunSql, work: () => Promise<T>): Promise<T> {
  await run('begin');
  const result = await work();
  await run('commit');
  return result;
}

describe.each(DIALECTS)('records of stages: %s', (dialect) => {
  const meta = createMetaTables(dialect);
  const { stages } = meta;

  async function prepared(): Promise<EmptyDatabase> {
    const database = await emptyDatabase(dialect);
    await meta.create(database.run);
    await meta.upgrade(database.run);
    return database;
  }

  it('give back a stage with every digit of its numbers', async () => {
    await using database = await prepared();
    const { run } = database;
    expect(await stages.stage(run, USERS)).toBeUndefined();
    await stages.save(run, STAGE);
    expect(await stages.stage(run, USERS)).toEqual(STAGE);
    expect(await stages.ids(run)).toEqual([STAGE.id]);
    const { since: _, ...first } = { ...STAGE, id: 'f'.repeat(32), plan: '{}' };
    await stages.save(run, first);
    expect(await stages.stage(run, USERS)).toEqual(first);
    expect(await stages.ids(run)).toEqual([first.id]);
  });

  it('tell stages apart by schema and by case', async () => {
    await using database = await prepared();
    const { run } = database;
    const tenant = { ...STAGE, target: { schema: 'tenant_b', table: 'users' }, id: 'a'.repeat(32), plan: '{}' };
    const upper = {
      ...STAGE,
      ref: { namespace: 'canvas', table: 'Users' },
      target: { schema: 'canvas', table: 'Users' },
      id: 'b'.repeat(32),
    };
    for (const stage of [STAGE, tenant, upper]) await stages.save(run, stage);
    for (const stage of [STAGE, tenant, upper]) expect(await stages.stage(run, stage)).toEqual(stage);
    expect(await stages.remove(run, tenant)).toBe(tenant.id);
    expect(await stages.ids(run)).toEqual([STAGE.id, upper.id]);
  });

  it.each([
    ['another version wrote', "written_by = '0.0.1'"],
    ['has columns that cannot be read', "stage_columns = '[{}]'"],
    ['has files that cannot be read', "object_ids = '{'"],
    ['has an id that names no table', "stage_id = 'x'"],
    ['has another target', "target_table = 'others'"],
  ])('take one that %s for none, and remove it', async (_, damage) => {
    await using database = await prepared();
    const { run } = database;
    await stages.save(run, STAGE);
    await inTransaction(run, () => stages.addFile(run, STAGE, 'job/part-1'));
    await run(`update ${nameOf(dialect, 'dap_stages')} set ${damage}`);
    expect(await stages.stage(run, USERS)).toBeUndefined();
    const [id] = await stages.ids(run);
    expect(await stages.remove(run, USERS)).toBe(id);
    expect(await stages.ids(run)).toEqual([]);
    expect(await stages.remove(run, USERS)).toBeUndefined();
  });

  it('refuse an id that is no name of a table', async () => {
    await using database = await prepared();
    for (const id of ['', 'A'.repeat(32), `${'a'.repeat(32)}"`, 'a'.repeat(31)]) {
      await expect(stages.save(database.run, { ...STAGE, id })).rejects.toMatchObject({ code: 'SQL_STATEMENT' });
    }
  });

  it('keep a ledger, in the order of the job', async () => {
    await using database = await prepared();
    const { run } = database;
    await stages.save(run, STAGE);
    const facts = '{"counts":["\\u0000 it\'s \\\\ 😀"]}';
    for (const place of [3, 1, 2]) {
      const objectId = STAGE.objectIds[place] ?? '';
      await inTransaction(run, async () => {
        expect(await stages.addFile(run, STAGE, objectId)).toBe(place);
        await stages.completeFile(run, STAGE, { objectId, rows: 5_000_000_000 + place, facts });
      });
    }
    expect(await stages.files(run, STAGE)).toEqual(
      [1, 2, 3].map((place) => ({ objectId: STAGE.objectIds[place], rows: 5_000_000_000 + place, facts })),
    );
    expect(await inTransaction(run, () => stages.addFile(run, STAGE, 'job/PART-1'))).toBeUndefined();
    expect(await stages.addFile(run, STAGE, 'job/part-1')).toBe(0);
    await expect(stages.addFile(run, STAGE, 'job/part-9')).rejects.toMatchObject({ code: 'SQL_STATEMENT' });
  });

  it('empty a ledger, and those that are left of stages that are gone', async () => {
    await using database = await prepared();
    const { run } = database;
    const other = { ...STAGE, target: { schema: 'other', table: 'users' }, id: 'c'.repeat(32), plan: '{}' };
    const gone = { ...other, id: 'd'.repeat(32) };
    for (const stage of [STAGE, other]) await stages.save(run, stage);
    for (const stage of [STAGE, other, gone]) await stages.addFile(run, stage, 'job/part-1');
    await stages.removeFiles(run, STAGE);
    const lines = async (stage: StageRecord) => (await stages.files(run, stage)).length;
    expect([await lines(STAGE), await lines(other), await lines(gone)]).toEqual([0, 1, 1]);
    await stages.removeOrphans(run);
    expect([await lines(STAGE), await lines(other), await lines(gone)]).toEqual([0, 1, 0]);
  });

  it('are made in a database that an earlier version has made', async () => {
    await using database = await prepared();
    const { run } = database;
    for (const table of ['dap_stages', 'dap_stage_files']) await run(`drop table ${nameOf(dialect, table)}`);
    expect(await stages.ids(run)).toEqual([]);
    await meta.create(run);
    await stages.save(run, STAGE);
    expect(await stages.stage(run, USERS)).toEqual(STAGE);
  });
});

describe.each(['postgresql', 'mysql'] as const)('two processes that add a file to a ledger: %s', (dialect) => {
  const meta = createMetaTables(dialect);
  const { stages } = meta;

  async function isWaiting(run: RunSql): Promise<boolean> {
    const waiting =
      dialect === 'mysql'
        ? "select 1 from information_schema.innodb_trx where trx_state = 'LOCK WAIT' and trx_query like '%dap_stage_files%'"
        : "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    return (await run(waiting)).length > 0;
  }

  async function race(end: 'commit' | 'rollback'): Promise<number | undefined> {
    await using database = await emptyDatabase(dialect);
    await meta.create(database.run);
    await stages.save(database.run, STAGE);
    const [first, second] = [await database.connect(), await database.connect()];
    for (const { run } of [first, second]) await run('begin');
    expect(await stages.addFile(first.run, STAGE, 'job/part-1')).toBe(0);
    const later = stages.addFile(second.run, STAGE, 'job/part-1');
    await expect.poll(() => isWaiting(database.run), { timeout: 30_000 }).toBe(true);
    await first.run(end);
    return await later;
  }

  it('wait for each other, and the second one finds it there', async () => {
    expect(await race('commit')).toBeUndefined();
  });

  it('wait for each other, and the second one adds it where the first one gave up', async () => {
    expect(await race('rollback')).toBe(0);
  });
});

it('is as unlogged as the rows on PostgreSQL, but the records are not', async () => {
  await using database = await emptyDatabase('postgresql');
  await createMetaTables('postgresql').create(database.run);
  const rows = await database.run(
    "select relname as name, relpersistence as kept from pg_class where relname in ('dap_stages', 'dap_stage_files') order by 1",
  );
  expect(rows).toEqual([
    { name: 'dap_stage_files', kept: 'u' },
    { name: 'dap_stages', kept: 'p' },
  ]);
});
