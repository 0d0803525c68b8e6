import { fileURLToPath } from 'node:url';
import mysql from 'mysql2';
import pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { DapClient } from '../../../src/dap/index.js';
import { type Emulator, startEmulator } from '../../../src/emulator/index.js';
import type { Database, LimiterStore } from '../../../src/sql/contract/database.js';
import { limitThroughDatabase } from '../../../src/sql/limits/limit-through-database.js';
import { createMetaTables } from '../../../src/sql/meta/meta-tables.js';
import { runProgram } from '../../../src/tools/judge/run-program.js';
import { systemClock } from '../../../src/util/clock.js';
import { type EmptyDatabase, emptyDatabase } from '../meta/servers.js';

/** A minute of the emulator in milliseconds. */
const WINDOW_MS = 3000;
const LIMITS = { listTables: 5, getSchema: 500, submitQuery: 5, getJob: 500, getResources: 200, windowMs: WINDOW_MS };
const PROCESSES = 3;
const CALLS = 4;

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function prepared(dialect: 'postgresql' | 'mysql'): Promise<EmptyDatabase> {
  const database = await emptyDatabase(dialect);
  ends.push(() => database[Symbol.asyncDispose]());
  const meta = createMetaTables(dialect);
  await meta.create(database.run);
  await meta.upgrade(database.run);
  return database;
}

/** What a process has of its own: connections, and its limiter in memory. */
function processOf({ dialect, name }: EmptyDatabase, now = Date.now): Pick<Database, 'limiterStore' | 'now'> {
  const store = dialect === 'postgresql' ? postgresqlStore(name) : mysqlStore(name);
  return { limiterStore: async () => store, now: async () => new Date(now()).toISOString() };
}

function postgresqlStore(database: string): LimiterStore {
  const client = new pg.Pool({ host: '127.0.0.1', port: 5432, user: 'postgres', database, max: 1 });
  ends.push(() => client.end());
  return { kind: 'postgresql', client, schema: 'instructure_dap', table: 'dap_limits' };
}

function mysqlStore(database: string): LimiterStore {
  const client = mysql.createConnection({ host: '127.0.0.1', port: 3306, user: 'root', database });
  ends.push(() => new Promise<void>((resolve) => client.end(() => resolve())));
  return { kind: 'mysql', client, schema: database, table: 'instructure_dap__dap_limits' };
}

async function limiterOf(database: EmptyDatabase, account: { clientId: string; baseUrl: string }, now?: () => number) {
  const warnings: string[] = [];
  const limiter = await limitThroughDatabase(processOf(database, now) as Database, {
    ...account,
    limits: LIMITS,
    // A clock of its own, so that the windows in memory are not those of the other limiters of this process.
    clock: { ...systemClock },
    onWarning: (message) => warnings.push(message),
  });
  return { limiter, warnings };
}

const ACCOUNT = { clientId: 'us-east-1#test', baseUrl: 'http://127.0.0.1:9' };

describe.each(['postgresql', 'mysql'] as const)('limits shared through %s', (dialect) => {
  test('several clients without a common memory are never refused', async () => {
    const emulator: Emulator = await startEmulator({
      limits: true,
      speed: 60_000 / WINDOW_MS,
      scale: 0.02,
      namespaces: ['canvas'],
    });
    ends.push(() => emulator.close());
    const database = await prepared(dialect);
    const { clientId, clientSecret, baseUrl } = emulator;
    const waits: number[] = [];
    const starts: number[] = [];
    const runs = Array.from({ length: PROCESSES }, async () => {
      const { limiter, warnings } = await limiterOf(database, { clientId, baseUrl });
      const onEvent = ({ type }: { readonly type: string }) => type === 'limit-wait' && waits.push(1);
      const client = new DapClient({ clientId, clientSecret, baseUrl, rateLimiter: limiter, onEvent });
      ends.push(() => client.close());
      await Promise.all(
        Array.from({ length: CALLS }, async () => {
          await client.getTables('canvas');
          starts.push(performance.now());
        }),
      );
      expect(warnings).toEqual([]);
    });
    await Promise.all(runs);
    expect(emulator.stats().rateLimited).toBe(0);
    expect(waits.length).toBeGreaterThan(0);
    starts.sort((a, b) => a - b);
    for (const [at, start] of starts.slice(5).entries()) {
      expect(start - (starts[at] as number)).toBeGreaterThan(WINDOW_MS);
    }
  }, 60_000);

  test('a slot that was not used is free at once, and a wait can be given up', async () => {
    const database = await prepared(dialect);
    const first = (await limiterOf(database, ACCOUNT)).limiter;
    const second = (await limiterOf(database, ACCOUNT)).limiter;
    const slots = await Promise.all(Array.from({ length: 5 }, () => first?.acquire('submitQuery')));
    const controller = new AbortController();
    const waits: number[] = [];
    const waiting = second?.acquire('submitQuery', controller.signal, (ms) => {
      waits.push(ms);
      controller.abort();
    });
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect(waits).toHaveLength(1);
    await slots[3]?.unused();
    await slots[3]?.unused();
    const [, slot] = [await second?.acquire('getJob'), await second?.acquire('submitQuery')];
    expect(slot).toBeDefined();
  });

  test('the database failing does not stop the work', async () => {
    const database = await prepared(dialect);
    const { limiter, warnings } = await limiterOf(database, ACCOUNT);
    await database.run(
      `drop table ${dialect === 'mysql' ? 'instructure_dap__dap_limits' : 'instructure_dap.dap_limits'}`,
    );
    for (let call = 0; call < 3; call += 1) await (await limiter?.acquire('submitQuery'))?.done();
    expect(warnings).toEqual([expect.stringMatching(/cannot be shared .*dap_limits/s)]);
  });

  test('a clock that is wrong is told, and frees nobody else from waiting', async () => {
    const database = await prepared(dialect);
    const { limiter, warnings } = await limiterOf(database, ACCOUNT, () => Date.now() - 90_000);
    expect(limiter).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining('differs from that of the database by 90 s')]);
  });
});

test('three processes that share a database are never refused', async () => {
  const emulator = await startEmulator({
    limits: true,
    speed: 60_000 / WINDOW_MS,
    scale: 0.02,
    namespaces: ['canvas'],
  });
  ends.push(() => emulator.close());
  const database = await emptyDatabase('postgresql');
  ends.push(() => database[Symbol.asyncDispose]());
  const { clientId, clientSecret, baseUrl } = emulator;
  const url = `postgresql://postgres@127.0.0.1:5432/${database.name}`;
  const task = JSON.stringify({ url, calls: CALLS, limits: LIMITS, clientId, clientSecret, baseUrl });
  const program = fileURLToPath(new URL('limited-process.mjs', import.meta.url));
  const runs = await Promise.all(
    Array.from({ length: PROCESSES }, () => runProgram(process.execPath, [program, task])),
  );
  expect(runs.map(({ stderr }) => stderr)).toEqual(['', '', '']);
  expect(runs.map(({ stdout }) => stdout)).toEqual(['done', 'done', 'done']);
  expect(emulator.stats().rateLimited).toBe(0);
}, 60_000);
