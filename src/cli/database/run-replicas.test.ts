import { expect, it } from 'vitest';
import { CodedError, type ErrorCode } from '../../errors.js';
import { Log } from '../log/log.js';
import { Results } from '../output/results.js';
import { plainDisplay } from '../progress/display.js';
import type { DatabaseSession } from './database-session.js';
import { type Outcome, type ReplicaWork, runReplicas } from './run-replicas.js';

const DONE: Outcome = { value: { status: 'done' }, cells: ['done'], summary: 'is done' };

/** What runs printed, and the session that they ran in. */
function start(now: () => Promise<string> = async () => '2026-03-01T08:00:00Z') {
  const stderr: string[] = [];
  const stdout: string[] = [];
  const controller = new AbortController();
  const display = plainDisplay({ write: (text) => stderr.push(text) });
  const log = new Log({ level: 'info', format: 'plain', console: (line) => display.print(line) });
  const session = {
    flags: { namespace: 'canvas', logformat: 'plain' },
    database: { now },
    display,
    log,
    results: new Results('json', (text) => stdout.push(text)),
    isInteractive: false,
    signal: controller.signal,
  } as unknown as DatabaseSession;
  return { session, controller, lines: () => stderr.join(''), values: () => stdout.map((text) => JSON.parse(text)) };
}

function fail(code: ErrorCode): CodedError {
  return new CodedError(code, { message: `It is ${code}.` });
}

function work(change: Partial<ReplicaWork>): ReplicaWork {
  return { name: 'syncdb', titles: ['status'], concurrency: 1, work: async () => DONE, ...change };
}

it('a failure of one table does not stop the others', async () => {
  const { session, lines, values } = start();
  const code = await runReplicas(
    session,
    ['a', 'b', 'c'],
    work({
      work: async ({ table }) => {
        if (table === 'b') throw fail('SQL_STATEMENT');
        return DONE;
      },
    }),
  );
  expect(code).toBe(5);
  expect(values()).toEqual([
    { namespace: 'canvas', table: 'a', status: 'done' },
    { namespace: 'canvas', table: 'c', status: 'done' },
    { namespace: 'canvas', table: 'b', error: expect.objectContaining({ code: 'SQL_STATEMENT' }) },
  ]);
  expect(lines()).toMatch(/canvas\.b +SQL_STATEMENT +It is SQL_STATEMENT\..*\n.*syncdb: 1 of 3 tables failed\n$/);
});

it.each<[ErrorCode, boolean]>([
  ['SQL_AUTHENTICATION', true],
  ['SQL_LEGACY_DATABASE', true],
  ['DAP_AUTHENTICATION', true],
  ['SQL_DISK_FULL', false],
  ['SQL_CONNECTION', false],
])('%s stops the rest: %j', async (code, stops) => {
  const { session, values } = start();
  const throwing = async () => {
    throw fail(code);
  };
  expect(await runReplicas(session, ['a', 'b'], work({ work: throwing }))).toBe(5);
  expect(values().map(({ error }) => error.code)).toEqual(stops ? [code, 'SKIPPED'] : [code, code]);
});

it('a lost connection stops the rest if the database answers nobody', async () => {
  const { session, values } = start(async () => {
    throw fail('SQL_CONNECTION');
  });
  const throwing = async () => {
    throw fail('SQL_CONNECTION');
  };
  expect(await runReplicas(session, ['a', 'b'], work({ work: throwing }))).toBe(5);
  expect(values().map(({ error }) => error.code)).toEqual(['SQL_CONNECTION', 'SKIPPED']);
});

it('a busy table is looked at again when the others are done, as long as that gets one of them done', async () => {
  const { session, lines, values } = start();
  const calls: string[] = [];
  const code = await runReplicas(
    session,
    ['a', 'b', 'c'],
    work({
      work: async ({ table }) => {
        calls.push(table);
        const isBusy = table === 'a' || (table === 'b' && calls.filter((name) => name === 'b').length === 1);
        if (isBusy) throw fail('SQL_TABLE_BUSY');
        return DONE;
      },
    }),
  );
  expect(code).toBe(5);
  expect(calls).toEqual(['a', 'b', 'c', 'a', 'b', 'a']);
  expect(lines()).toContain('syncdb looks again at the tables that were busy: a, b');
  expect(lines()).toContain('syncdb: 1 of 3 tables are not done, because another process is at work on them');
  expect(values().map(({ table, status, error }) => [table, status ?? error.code])).toEqual([
    ['c', 'done'],
    ['b', 'done'],
    ['a', 'SQL_TABLE_BUSY'],
  ]);
});

it('a table that was busy may have been done by the other process; one that was not may not', async () => {
  const { session, values } = start();
  let isFirst = true;
  const code = await runReplicas(
    session,
    ['a', 'b'],
    work({
      work: async ({ table }) => {
        const wasFirst = isFirst;
        isFirst = false;
        throw fail(table === 'a' && wasFirst ? 'SQL_TABLE_BUSY' : 'SQL_ALREADY_INITIALIZED');
      },
      doneByAnother: () => DONE,
    }),
  );
  expect(code).toBe(5);
  expect(values().map(({ table, status, error }) => [table, status ?? error.code])).toEqual([
    ['a', 'done'],
    ['b', 'SQL_ALREADY_INITIALIZED'],
  ]);
});

it('an abort is thrown when the tables under way have ended', async () => {
  const { session, controller } = start();
  const ended: string[] = [];
  const running = runReplicas(
    session,
    ['a', 'b', 'c'],
    work({
      concurrency: 2,
      work: async ({ table }) => {
        try {
          await new Promise((_, reject) => {
            session.signal.addEventListener('abort', () =>
              setTimeout(reject, table === 'a' ? 1 : 20, session.signal.reason),
            );
          });
          return DONE;
        } finally {
          ended.push(table);
        }
      },
    }),
  );
  controller.abort();
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  expect(ended).toEqual(['a', 'b']);
});
