import { expect, test } from 'vitest';
import { CodedError } from '../../errors.js';
import { thrownBy } from '../scripted-server.test-helper.js';
import { runOnTables } from './run-on-tables.js';
import { findTables } from './table-list.js';
import { TablesFailedError } from './tables-failed-error.js';

const ALL = ['courses', 'accounts', 'course_sections', 'users'];
const list = async (text: string) => await findTables('canvas', text, async () => ALL);

test('a list of names is taken as it is, each once, without a look at the server', async () => {
  const never = async () => await Promise.reject(new Error('asked'));
  expect(await findTables('canvas', 'users, accounts,users,unheard', never)).toEqual(['users', 'accounts', 'unheard']);
});

test('all and patterns come in the order of the server', async () => {
  expect(await list('all')).toEqual(ALL);
  expect(await list('users,course*')).toEqual(['users', 'courses', 'course_sections']);
});

test('a choice in braces may hold commas', async () => {
  expect(await list('{users,courses}')).toEqual(['courses', 'users']);
});

test.each([
  ['x*', 'DAP_NOT_FOUND'],
  ['other.course*', 'DAP_NOT_FOUND'],
  [' , ', 'DAP_VALIDATION'],
  ['{a', 'DAP_VALIDATION'],
])('%j is refused', async (text, code) => {
  expect(await thrownBy(list(text))).toMatchObject({ code, failureType: 'config_error' });
});

const failing = (code: 'DAP_JOB_FAILED' | 'DAP_AUTHENTICATION') =>
  new CodedError(code, { message: `it fails: ${code}` });

test('a table that fails does not stop the others, and the error has its reason', async () => {
  const error = await thrownBy(
    runOnTables('canvas', ['a', 'b', 'c'], 'snapshot', async (_, table) => {
      if (table === 'b') throw failing('DAP_JOB_FAILED');
      return table.toUpperCase();
    }),
  );
  if (!(error instanceof TablesFailedError)) throw error;
  expect([...error.results]).toEqual([
    ['a', 'A'],
    ['c', 'C'],
  ]);
  expect(error.failures.map(({ table }) => table)).toEqual(['b']);
  expect(error.message).toBe('snapshot: 1 of 3 tables of canvas failed: b (it fails: DAP_JOB_FAILED).');
  expect([error.code, error.failureType]).toEqual(['DAP_TABLES_FAILED', 'transient_error']);
});

test('a failure that concerns all tables stops those that were not begun', async () => {
  const begun: string[] = [];
  const work = async (_: string, table: string) => {
    begun.push(table);
    await Promise.reject(failing('DAP_AUTHENTICATION'));
  };
  const error = await thrownBy(runOnTables('canvas', ['a', 'b', 'c'], 'snapshot', work, { concurrency: 1 }));
  expect(begun).toEqual(['a']);
  expect(error).toMatchObject({ skipped: ['b', 'c'], failureType: 'config_error' });
});

test('no more tables are under way than asked for, and results come in the order of the tables', async () => {
  let now = 0;
  let most = 0;
  const work = async (_: string, table: string) => {
    now += 1;
    most = Math.max(most, now);
    for (let turn = 0; turn < 20 - Number(table); turn += 1) await Promise.resolve();
    now -= 1;
  };
  const tables = Array.from({ length: 9 }, (_, index) => String(index));
  const results = await runOnTables('canvas', tables, 'x', work, { concurrency: 3 });
  expect([most, [...results.keys()]]).toEqual([3, tables]);
});

test('an abort ends the whole, not a table', async () => {
  const stop = new AbortController();
  const work = async (_: string, __: string, signal: AbortSignal | undefined) => {
    stop.abort();
    signal?.throwIfAborted();
  };
  expect((await thrownBy(runOnTables('canvas', ['a'], 'x', work, { signal: stop.signal }))).name).toBe('AbortError');
});
