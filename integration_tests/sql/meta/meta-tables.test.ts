import { describe, expect, it } from 'vitest';
import type { DialectName, Replica } from '../../../src/sql/contract/names.js';
import type { NewRecord } from '../../../src/sql/contract/record.js';
import { createMetaTables } from '../../../src/sql/meta/meta-tables.js';
import { emptyDatabase } from './servers.js';

const DIALECTS = ['postgresql', 'mysql', 'duckdb'] as const satisfies readonly DialectName[];

const USERS: Replica = { ref: { namespace: 'canvas', table: 'users' }, target: { schema: 'canvas', table: 'users' } };
const TENANT: Replica = { ...USERS, target: { schema: 'tenant_b', table: 'users' } };

const RECORD: NewRecord = {
  ...USERS,
  timestamp: '2026-03-01T08:00:00.987654321Z',
  schemaVersion: 3,
  schemaText: `{"it's":"a \\\\ \\"quoted\\" \\n text 😀"}`,
  own: {
    origin: { url: 'http://dap.test/dap', client: 'c0ffee' },
    columns: ['id', 'name'],
    lastAnswer: { jobId: 'job-1', form: 0 },
    writtenBy: '0.1.0',
  },
};

/** Names of the tables as a statement has to write them. */
function names(dialect: DialectName): { readonly sync: string; readonly version: string; readonly ours: string } {
  const prefix = dialect === 'mysql' ? 'instructure_dap__' : 'instructure_dap.';
  return { sync: `${prefix}table_sync`, version: `${prefix}database_version`, ours: `${prefix}dap_replicas` };
}

/** What the official client does at the end of its `syncdb`. */
function foreignUpdate(dialect: DialectName, instant: string): string {
  const { sync } = names(dialect);
  const quote = dialect === 'mysql' ? '`' : '"';
  return `update ${sync} set ${quote}timestamp${quote} = '${instant}', schema_version = 4 where source_table = 'users'`;
}

describe.each(DIALECTS)('meta tables: %s', (dialect) => {
  const meta = createMetaTables(dialect);

  async function prepared() {
    const database = await emptyDatabase(dialect);
    await meta.create(database.run);
    await meta.upgrade(database.run);
    return database;
  }

  it('are made once, and found by the next run', async () => {
    await using database = await prepared();
    await meta.create(database.run);
    await meta.upgrade(database.run);
    const versions = await database.run(`select version from ${names(dialect).version}`);
    expect(versions.map(({ version }) => Number(version))).toEqual([1]);
    expect(await meta.records(database.run)).toEqual([]);
  });

  it('give back a record with all digits of its instant', async () => {
    await using database = await prepared();
    expect(await meta.record(database.run, USERS)).toBeUndefined();
    await meta.save(database.run, RECORD);
    const stored = await meta.record(database.run, USERS);
    expect(stored).toEqual({ ...RECORD, syncedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/) });
    expect(Math.abs(Date.parse(stored?.syncedAt ?? '') - Date.now())).toBeLessThan(60_000);
    expect(await meta.records(database.run)).toEqual([stored]);
  });

  it('leave in table_sync what the official client reads, rounded down', async () => {
    await using database = await prepared();
    await meta.save(database.run, RECORD);
    const column = dialect === 'mysql' ? 'cast(`timestamp` as char)' : 'cast("timestamp" as varchar)';
    const rows = await database.run(
      `select source_namespace, source_table, ${column} as instant, schema_version, target_schema, target_table,
       schema_description_format, schema_description from ${names(dialect).sync}`,
    );
    expect(rows.map((row) => ({ ...row, schema_version: Number(row['schema_version']) }))).toEqual([
      {
        source_namespace: 'canvas',
        source_table: 'users',
        instant: dialect === 'mysql' ? '2026-03-01 08:00:00' : '2026-03-01 08:00:00.987654',
        schema_version: 3,
        target_schema: 'canvas',
        target_table: 'users',
        schema_description_format: 'json',
        schema_description: RECORD.schemaText,
      },
    ]);
  });

  it('keep the id when a record is written again', async () => {
    await using database = await prepared();
    const ids = async () => (await database.run(`select id from ${names(dialect).sync}`)).map(({ id }) => Number(id));
    await meta.save(database.run, RECORD);
    const before = await ids();
    await meta.save(database.run, { ...RECORD, timestamp: '2026-03-02T08:00:00Z', schemaVersion: 9 });
    expect(await ids()).toEqual(before);
    expect(await meta.record(database.run, USERS)).toMatchObject({
      timestamp: '2026-03-02T08:00:00Z',
      schemaVersion: 9,
    });
  });

  it('tell that the official client has moved on', async () => {
    await using database = await prepared();
    await meta.save(database.run, RECORD);
    await database.run(foreignUpdate(dialect, '2026-03-05 10:11:12'));
    const { own, timestamp, schemaVersion } = (await meta.record(database.run, USERS)) ?? {};
    expect(own).toBeUndefined();
    expect(timestamp).toBe(dialect === 'mysql' ? '2026-03-05T10:11:12Z' : '2026-03-05T10:11:12.000000Z');
    expect(schemaVersion).toBe(4);
  });

  it('take the oldest of two rows for one table, and leave one', async () => {
    await using database = await prepared();
    const { sync } = names(dialect);
    await meta.save(database.run, RECORD);
    const columns = `source_namespace, source_table, ${dialect === 'mysql' ? '`timestamp`' : '"timestamp"'}, schema_version,
      target_schema, target_table, schema_description_format, schema_description`;
    // DuckDB's table gives no numbers by itself.
    const [idName, idOf] = dialect === 'duckdb' ? ['id, ', (id: number) => `${id}, `] : ['', () => ''];
    for (const [index, instant] of ['2026-02-01 00:00:00', '2026-04-01 00:00:00'].entries()) {
      const values = `${idOf(100 + index)}'canvas', 'users', '${instant}', 2, null, 'users', 'json', '{}'`;
      await database.run(`insert into ${sync} (${idName}${columns}) values (${values})`);
    }
    const records = await meta.records(database.run);
    expect(records.map(({ timestamp }) => timestamp)).toEqual([
      dialect === 'mysql' ? '2026-02-01T00:00:00Z' : '2026-02-01T00:00:00.000000Z',
    ]);
    await meta.save(database.run, RECORD);
    expect(await database.run(`select id from ${sync}`)).toHaveLength(1);
    expect(await meta.record(database.run, USERS)).toMatchObject(RECORD);
  });

  it('tell tables apart that differ in case, and schemas of several accounts', async () => {
    await using database = await prepared();
    const other: Replica = {
      ref: { namespace: 'canvas', table: 'Users' },
      target: { schema: 'canvas', table: 'Users' },
    };
    await meta.save(database.run, RECORD);
    await meta.save(database.run, { ...RECORD, ...other, timestamp: '2026-03-02T00:00:00Z' });
    await meta.save(database.run, { ...RECORD, ...TENANT, timestamp: '2026-03-03T00:00:00Z' });
    expect((await meta.records(database.run)).map(({ timestamp }) => timestamp)).toEqual([
      '2026-03-02T00:00:00Z',
      RECORD.timestamp,
      '2026-03-03T00:00:00Z',
    ]);
    await meta.remove(database.run, USERS);
    expect(await meta.record(database.run, USERS)).toBeUndefined();
    expect(await meta.record(database.run, other)).toBeDefined();
    expect(await meta.record(database.run, TENANT)).toBeDefined();
  });

  it('remember a load under way beside the record', async () => {
    await using database = await prepared();
    const loading = { ...USERS, shadow: 'canvas__users__dap_new', state: 'loading' } as const;
    await meta.saveLoad(database.run, loading);
    expect(await meta.openLoads(database.run)).toEqual([loading]);
    expect(await meta.record(database.run, USERS)).toBeUndefined();
    const ready = { ...loading, state: 'ready', record: RECORD } as const;
    await meta.saveLoad(database.run, ready);
    expect(await meta.openLoads(database.run)).toEqual([ready]);
    await meta.save(database.run, RECORD);
    await meta.endLoad(database.run, USERS);
    expect(await meta.openLoads(database.run)).toEqual([]);
    expect(await meta.record(database.run, USERS)).toMatchObject(RECORD);
  });

  it('forget a load that came to nothing', async () => {
    await using database = await prepared();
    await meta.saveLoad(database.run, { ...USERS, shadow: 's', state: 'loading' });
    await meta.endLoad(database.run, USERS);
    expect(await database.run(`select source_table from ${names(dialect).ours}`)).toEqual([]);
  });

  it('refuse a layout that is not known', async () => {
    await using database = await prepared();
    await database.run(`insert into ${names(dialect).version} (version) values (2)`);
    await expect(meta.upgrade(database.run)).rejects.toMatchObject({ code: 'SQL_LEGACY_DATABASE' });
    await database.run(`delete from ${names(dialect).version} where version = 1`);
    await expect(meta.upgrade(database.run)).rejects.toThrow(/database_version is 2/);
  });
});

describe.each(['postgresql', 'mysql'] as const)('meta tables made by several processes at once: %s', (dialect) => {
  it('are there, and none of them fails', async () => {
    await using database = await emptyDatabase(dialect);
    const meta = createMetaTables(dialect);
    const connections = await Promise.all(Array.from({ length: 8 }, () => database.connect()));
    await Promise.all(
      connections.map(async ({ run }) => {
        await meta.create(run);
        await meta.upgrade(run);
      }),
    );
    expect(await database.run(`select version from ${names(dialect).version}`)).toHaveLength(1);
  });
});

describe('a database of version 0.3 of the official client', () => {
  const LEGACY = `(id bigint generated by default as identity primary key, namespace varchar(64) not null,
    source_table varchar(64) not null, "timestamp" timestamp not null, schema_version bigint not null,
    target_schema varchar(64), target_table varchar(64) not null, schema_description_format varchar(64) not null,
    schema_description text not null)`;
  const ROW = `(namespace, source_table, "timestamp", schema_version, target_schema, target_table,
    schema_description_format, schema_description)
    values ('canvas', 'users', '2024-01-02 03:04:05.5', 1, null, 'users', 'json', '{}')`;

  it('is converted on PostgreSQL, also by several processes at once', async () => {
    await using database = await emptyDatabase('postgresql');
    const meta = createMetaTables('postgresql');
    await database.run(
      `create schema canvas; create table canvas.dap_meta ${LEGACY}; insert into canvas.dap_meta ${ROW}`,
    );
    const connections = await Promise.all(Array.from({ length: 4 }, () => database.connect()));
    await Promise.all(
      connections.map(async ({ run }) => {
        await meta.create(run);
        await meta.upgrade(run);
      }),
    );
    expect(await meta.records(database.run)).toEqual([
      { ...USERS, timestamp: '2024-01-02T03:04:05.500000Z', schemaVersion: 1, schemaText: '{}' },
    ]);
    expect(await database.run('select source_table from canvas.dap_meta_backup')).toHaveLength(1);
    expect(await database.run('select version from instructure_dap.database_version')).toEqual([{ version: '1' }]);
  });

  it('is refused on PostgreSQL where records are in both places', async () => {
    await using database = await emptyDatabase('postgresql');
    const meta = createMetaTables('postgresql');
    await meta.create(database.run);
    await meta.save(database.run, RECORD);
    await database.run(`create schema canvas; create table canvas.dap_meta ${LEGACY}`);
    await expect(meta.upgrade(database.run)).rejects.toThrow(/both table_sync and dap_meta/);
    await database.run('alter table canvas.dap_meta drop column target_schema; delete from instructure_dap.table_sync');
    await expect(meta.upgrade(database.run)).rejects.toThrow(/canvas\.dap_meta lacks columns/);
  });

  it('is refused on MySQL', async () => {
    await using database = await emptyDatabase('mysql');
    const meta = createMetaTables('mysql');
    await database.run('create table dap_meta (id int)');
    await meta.create(database.run);
    await expect(meta.upgrade(database.run)).rejects.toMatchObject({
      code: 'SQL_LEGACY_DATABASE',
      message: expect.stringContaining('0.3'),
    });
  });
});
