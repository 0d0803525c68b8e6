import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database, FreshLoad, Merge, TableSession } from '../../../src/sql/contract/database.js';
import type { NewRecord } from '../../../src/sql/contract/record.js';
import { toDuckdbError } from '../../../src/sql/dialects/duckdb/errors.js';
import type { DuckdbSettings } from '../../../src/sql/dialects/duckdb/index.js';
import { openFile } from '../../../src/sql/dialects/duckdb/open-file.js';
import { type DatabaseConnection, type ReplicationEvent, SqlReplicator } from '../../../src/sql/index.js';
import { TableService } from '../../sql-support/table-service.js';
import { openReady, queryFile, temporaryFolder } from './support.js';

const MIB = 2 ** 20;
const COLUMNS = { key: { id: { type: 'integer', format: 'int64' } }, value: { name: { type: 'string' } } };
const SNAPSHOT_AT = '2026-03-01T08:00:00.123456Z';
const CHANGES_AT = '2026-03-01T09:00:00.654321Z';
const DURABLE =
  'TransactionContext Error: Transaction COMMIT succeeded and is durable, but the autocheckpoint failed. Out of Memory Error';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let path: string;
const services: TableService[] = [];
const events: ReplicationEvent[] = [];

beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, 'data.duckdb');
  events.length = 0;
});
afterEach(async () => {
  for (const service of services.splice(0)) await service.close();
  await folder.remove();
});

async function start(table: string): Promise<TableService> {
  const service = await TableService.start(table);
  services.push(service);
  return service;
}

/** A service whose texts have a mebibyte each. */
async function startBig(table: string, rows: number): Promise<TableService> {
  const service = await start(table);
  const text = (id: number) => `${id} says that the rest of it is text of a page. `.repeat(MIB / 32).slice(0, MIB);
  service.snapshot(
    COLUMNS,
    Array.from({ length: rows }, (_, at) => ({ id: String(at + 1), name: text(at + 1) })),
  );
  return service;
}

async function startSmall(table = 'small'): Promise<TableService> {
  const service = await start(table);
  service.snapshot(
    COLUMNS,
    [1, 2, 3].map((id) => ({ id: String(id), name: `old ${id}` })),
  );
  return service;
}

function changeSmall(service: TableService): void {
  service.changes([
    { action: 'U', row: { id: '2', name: 'new 2' } },
    { action: 'D', row: { id: '3', name: null } },
    { action: 'U', row: { id: '4', name: 'new 4' } },
  ]);
}

/** The replicator on an open database. */
function replicatorOf(service: TableService, database: Database): SqlReplicator {
  const connection = { open: async () => database } as unknown as DatabaseConnection;
  return new SqlReplicator(service.client, connection, { onEvent: (event) => events.push(event) });
}

async function withDatabase<T>(
  settings: Partial<DuckdbSettings>,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const database = await openReady(path, settings);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

function repeats(table: string): readonly string[] {
  return events.flatMap((event) =>
    event.type === 'note' && event.table === table && event.message.startsWith('The table begins again')
      ? [event.message]
      : [],
  );
}

async function smallRows(table = 'small'): Promise<unknown> {
  return (await queryFile(path, `SELECT id::INTEGER AS id, name FROM canvas.${table} ORDER BY id`)).map((row) => [
    row['id'],
    row['name'],
  ]);
}

async function bookmark(table: string): Promise<unknown> {
  const [row] = await queryFile(
    path,
    `SELECT exact_timestamp AS at FROM instructure_dap.dap_replicas WHERE source_table = '${table}'`,
  );
  return row?.['at'];
}

const OLD = [1, 2, 3].map((id) => [id, `old ${id}`]);
const NEW = [
  [1, 'old 1'],
  [2, 'new 2'],
  [4, 'new 4'],
];

/** Leaves DuckDB too little memory for the next commit of a record, once it is armed. */
function starving() {
  const state = { isArmed: false };
  let isSaving = false;
  const onStatement = async (sql: string) => {
    isSaving ||= state.isArmed && /^\s*(insert|update|merge)\b.*dap_replicas/is.test(sql);
    if (!isSaving || !/^\s*COMMIT/.test(sql)) return;
    state.isArmed = false;
    isSaving = false;
    const file = await openFile({ path });
    const connection = await file.connect();
    await connection.execute("SET memory_limit = '1MB'");
    connection.close();
    await file.release();
  };
  return { state, onStatement };
}

test('a table begins again with more memory than was too little for its commit', async () => {
  const rows = 3000;
  const ids = Array.from({ length: rows }, (_, at) => at + 1);
  const service = await start('big');
  service.snapshot(
    COLUMNS,
    ids.map((id) => ({ id: String(id), name: `${id} says the rest of a page. `.repeat(200) })),
  );
  const { state, onStatement } = starving();
  const result = await withDatabase({ onStatement }, async (database) => {
    state.isArmed = true;
    return await replicatorOf(service, database).initialize('canvas', 'big');
  });
  expect(state.isArmed).toBe(false);
  expect(repeats('big')).toEqual([expect.stringContaining('needed more memory than usual')]);
  expect(result).toMatchObject({ status: 'initialized', upserted: rows, deleted: 0, duplicates: 0 });
  const sums = `SELECT count(*)::INTEGER AS rows, count(DISTINCT id)::INTEGER AS ids FROM canvas.big WHERE name LIKE id || ' says%'`;
  expect(await queryFile(path, sums)).toEqual([{ rows, ids: rows }]);
  expect(await bookmark('big')).toBe(SNAPSHOT_AT);
});

test.each(['initdb', 'syncdb'] as const)(
  'a table beside one that needs more memory than there is ends right, and once: %s',
  async (command) => {
    const small = await startSmall();
    const big = await startBig('big', 80);
    if (command === 'syncdb') {
      await withDatabase({}, (database) => replicatorOf(small, database).initialize('canvas', 'small'));
      changeSmall(small);
    }
    const settings = { memoryLimit: 30_000_000, mostMemory: 30_000_000 };
    await withDatabase(settings, async (database) => {
      const innocent = replicatorOf(small, database);
      let isFailed: (() => void) | undefined;
      small.beforeFiles = new Promise((resolve) => {
        isFailed = resolve;
      });
      const work =
        command === 'initdb' ? innocent.initialize('canvas', 'small') : innocent.synchronize('canvas', 'small');
      const failure = await replicatorOf(big, database)
        .initialize('canvas', 'big')
        .catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'SQL_MEMORY', message: expect.stringContaining('canvas.big') });
      isFailed?.();
      expect(await work).toMatchObject(
        command === 'initdb' ? { status: 'initialized', upserted: 3 } : { upserted: 2, deleted: 1 },
      );
      const listed = await database.list();
      expect(listed.map(({ ref, record }) => [ref.table, record?.timestamp])).toEqual([
        ['small', command === 'initdb' ? SNAPSHOT_AT : CHANGES_AT],
      ]);
    });
    expect(repeats('small')).toHaveLength(1);
    expect(repeats('big')).toEqual([]);
    expect(await smallRows()).toEqual(command === 'initdb' ? OLD : NEW);
    expect(await bookmark('small')).toBe(command === 'initdb' ? SNAPSHOT_AT : CHANGES_AT);
  },
);

/** The first commit succeeds, and fails only after that, as DuckDB says it when it cannot write the file out. */
function failingOnceAfterCommit(database: Database): Database {
  let isToFail = true;
  const afterCommit = <T extends FreshLoad | Merge>(load: T): T =>
    Object.assign(Object.create(load) as T, {
      commit: async (record: NewRecord) => {
        const counts = await load.commit(record);
        if (!isToFail) return counts;
        isToFail = false;
        throw toDuckdbError(new Error(DURABLE), path);
      },
    });
  return {
    ...database,
    open: async (...args): Promise<TableSession> => {
      const session = await database.open(...args);
      return {
        ...session,
        createLoad: async (design) => afterCommit(await session.createLoad(design)),
        createMerge: async (plan) => afterCommit(await session.createMerge(plan)),
      };
    },
  };
}

test('a commit that was durable is not done twice', async () => {
  const service = await startSmall();
  const made = await withDatabase({}, (database) =>
    replicatorOf(service, failingOnceAfterCommit(database)).initialize('canvas', 'small'),
  );
  expect(made).toMatchObject({ status: 'initialized', upserted: 3, deleted: 0, timestamp: SNAPSHOT_AT });
  expect(repeats('small')).toHaveLength(1);
  expect(await smallRows()).toEqual(OLD);

  changeSmall(service);
  const synced = await withDatabase({}, async (database) => {
    const result = await replicatorOf(service, failingOnceAfterCommit(database)).synchronize('canvas', 'small');
    return result;
  });
  expect(synced).toMatchObject({ status: 'synchronized', timestamp: CHANGES_AT });
  expect(repeats('small')).toHaveLength(2);
  expect(await smallRows()).toEqual(NEW);
  expect(await bookmark('small')).toBe(CHANGES_AT);
});

test('a table that was there before is no result of a work that had to begin again', async () => {
  const service = await startSmall();
  await withDatabase({}, async (database) => {
    const replicator = replicatorOf(service, database);
    await replicator.initialize('canvas', 'small');
    let isToFail = true;
    const failing: Database = {
      ...database,
      open: async (...args) => {
        const session = await database.open(...args);
        const record = async () => {
          if (!isToFail) return await session.record();
          isToFail = false;
          throw toDuckdbError(new Error('FATAL Error: The database has been invalidated because of a failure.'), path);
        };
        return { ...session, record };
      },
    };
    await expect(replicatorOf(service, failing).initialize('canvas', 'small')).rejects.toMatchObject({
      code: 'SQL_ALREADY_INITIALIZED',
    });
    expect(repeats('small')).toHaveLength(1);
  });
});
