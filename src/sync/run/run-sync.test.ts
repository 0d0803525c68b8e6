import { expect, it } from 'vitest';
import { CodedError, type ErrorCode } from '../../errors.js';
import { SkippingClock } from '../../util/clock.test-helper.js';
import type { SyncEvent } from '../contract/events.js';
import { selectTables } from '../due/select-tables.js';
import { Budget } from './budget.js';
import { type FakeCall, FakeTarget } from './fake-target.test-helper.js';
import { LocalTableWorker } from './local-worker.js';
import type { RunPlan, SyncOptions } from './run-options.js';
import { runSync } from './run-sync.js';

const NOW = Date.UTC(2026, 2, 1, 10);

/** Runs over tables of `canvas`, one at a time. */
async function run(
  tables: readonly string[],
  target: FakeTarget,
  change: Partial<SyncOptions> & { readonly plan?: Partial<RunPlan> } = {},
) {
  const events: SyncEvent[] = [];
  const { plan, ...options } = change;
  const wording = {
    advice: { SQL_STATEMENT: 'Look at it.' },
    mask: (text: string) => text.replaceAll('s3cret', '****'),
  };
  const clock = new SkippingClock(NOW);
  const worker = new LocalTableWorker({ target, concurrency: 1, replication: {}, wording, clock });
  const result = await runSync(
    {
      open: async () => ({ source: { getTables: async () => tables }, target, worker }),
      selection: selectTables('all', 'canvas'),
      wording,
      onEvent: (event) => events.push(event),
      clock,
      signal: new AbortController().signal,
      ...options,
    },
    { reason: 'asked', dueMs: NOW - 60_000, ...plan },
  );
  return { ...result, events, calls: target.calls.map(({ act, name }) => `${act} ${name.slice(7)}`) };
}

function fail(code: ErrorCode, message = `It is ${code}.`): Promise<never> {
  return Promise.reject(new CodedError(code, { message }));
}

it('synchronizes what is recorded, loads the rest, and tells it in events and in the history', async () => {
  const target = new FakeTarget(['canvas.users']);
  const { calls, events, outcome } = await run(['courses', 'users'], target);
  expect(calls).toEqual(['synchronize users', 'initialize courses']);
  expect(events.map(({ type }) => type)).toEqual([
    'run-begin',
    'table-begin',
    'table-end',
    'table-begin',
    'table-end',
    'run-end',
  ]);
  expect(new Set(events.map((event) => ('run' in event ? event.run : '')))).toHaveProperty('size', 1);
  expect(events[0]).toMatchObject({ reason: 'asked', due: '2026-03-01T09:59:00.000Z' });
  expect(outcome).toMatchObject({ isCutShort: false, tables: { synchronized: 1, initialized: 1 } });
  expect(target.entries.map(({ table, status, upserted }) => [table.table, status, upserted])).toEqual([
    ['users', 'synchronized', 3],
    ['courses', 'initialized', 3],
  ]);
  expect(target.rests).toBe(1);
});

it('when the run was due is told by the clock of the database, which may be another', async () => {
  const target = new FakeTarget(['canvas.users'], undefined, '2026-03-01T12:30:00.000000Z');
  await run(['users'], target);
  expect(target.calls[0]?.options).toMatchObject({ unlessSyncedSince: '2026-03-01T12:29:00.000Z', schema: 'canvas' });
});

it('what another process did meanwhile is no failure: the table is worked on the other way', async () => {
  const target = new FakeTarget(['canvas.users'], ({ act, name }) => {
    if (name === 'canvas.users' && act === 'synchronize') return fail('SQL_NOT_INITIALIZED');
    if (name === 'canvas.roles' && act === 'initialize') return fail('SQL_ALREADY_INITIALIZED');
    return undefined;
  });
  const { calls, tables } = await run(['users', 'roles'], target);
  expect(calls).toEqual(['synchronize users', 'initialize users', 'initialize roles', 'synchronize roles']);
  expect(tables.map(({ action, status }) => [action, status])).toEqual([
    ['initialize', 'initialized'],
    ['synchronize', 'synchronized'],
  ]);
});

it('a failed table stops no other; it is told at once, without a secret, with advice', async () => {
  const target = new FakeTarget([], ({ name }) =>
    name === 'canvas.a' ? fail('SQL_STATEMENT', 'canvas.a: refused for s3cret.') : undefined,
  );
  const { calls, tables, outcome, failure } = await run(['a', 'b'], target);
  expect(calls).toEqual(['initialize a', 'initialize b']);
  expect(tables[0]).toMatchObject({
    status: 'failed',
    code: 'SQL_STATEMENT',
    reason: 'refused for ****.',
    advice: 'Look at it.',
  });
  expect(outcome.tables).toEqual({ failed: 1, initialized: 1 });
  expect(failure).toBeUndefined();
  expect(target.entries).toHaveLength(2);
});

it('a transient failure is tried once more at the end of the run', async () => {
  const target = new FakeTarget([], ({ name }, count) => {
    if (name === 'canvas.a' && count === 1) return fail('DAP_JOB_FAILED');
    return name === 'canvas.b' ? fail('DAP_JOB_FAILED') : undefined;
  });
  const { calls, tables, events } = await run(['a', 'b', 'c'], target);
  expect(calls.map((call) => call.at(-1)).join('')).toBe('abcab');
  expect(tables.map(({ table, status }) => `${table.table} ${status}`)).toEqual([
    'c initialized',
    'a initialized',
    'b failed',
  ]);
  expect(events.filter(({ type }) => type === 'table-begin')).toHaveLength(3);
});

it('a table that another process is at work on is looked at again, and is no failure', async () => {
  const target = new FakeTarget(['canvas.a', 'canvas.b'], ({ name }, count) =>
    name === 'canvas.a' || count === 1 ? fail('SQL_TABLE_BUSY') : undefined,
  );
  const { calls, tables } = await run(['a', 'b'], target);
  expect(calls.map((call) => call.at(-1)).join('')).toBe('ababa');
  expect(tables.map(({ table, status }) => `${table.table} ${status}`)).toEqual(['b synchronized', 'a busy']);
});

it('a failure that concerns all tables ends the run; the others are pending', async () => {
  const target = new FakeTarget([], () => fail('DAP_AUTHENTICATION'));
  const { calls, outcome, failure, pending } = await run(['a', 'b'], target);
  expect(calls).toEqual(['initialize a']);
  expect(failure).toMatchObject({ code: 'DAP_AUTHENTICATION' });
  expect(outcome).toMatchObject({ tables: { failed: 1, pending: 1 }, failure: { code: 'DAP_AUTHENTICATION' } });
  expect(pending.map(({ table }) => table)).toEqual(['b']);
});

it('a run that cannot begin has an end that says why', async () => {
  const { events, outcome } = await run(['a'], new FakeTarget([]), { open: () => fail('SQL_CONNECTION') });
  expect(events.map(({ type }) => type)).toEqual(['run-end']);
  expect(outcome.failure).toEqual({ code: 'SQL_CONNECTION', message: 'It is SQL_CONNECTION.' });
});

it('a stop ends what is under way and begins nothing; what failed before is told', async () => {
  const controller = new AbortController();
  const target = new FakeTarget([], async ({ name, options }) => {
    if (name === 'canvas.a') return await fail('DAP_JOB_FAILED');
    controller.abort();
    options.signal?.throwIfAborted();
    return 'initialized' as const;
  });
  const { calls, outcome, pending } = await run(['a', 'b', 'c'], target, { signal: controller.signal });
  expect(calls).toEqual(['initialize a', 'initialize b']);
  expect(outcome).toMatchObject({ isCutShort: true, tables: { failed: 1, pending: 2 } });
  expect(pending.map(({ table }) => table)).toEqual(['b', 'c']);
});

it('with a budget no table begins in the last part of it, and none is lost', async () => {
  const clock = new SkippingClock(NOW);
  clock.sleep = async (_, signal) => await new Promise((_resolve, reject) => signal?.addEventListener('abort', reject));
  const seen: (boolean | undefined)[] = [];
  const target = new FakeTarget([], async ({ options }: FakeCall) => {
    expect(options.staging?.fromFiles).toBe(1);
    seen.push(options.staging?.mayLoad?.());
    clock.advance(30_000);
    seen.push(options.staging?.mayLoad?.());
    return 'initialized' as const;
  });
  const plan = { budget: new Budget(clock, 100_000, 20_000) };
  const { calls, outcome, pending, failure } = await run(['a', 'b', 'c', 'd'], target, { clock, plan });
  expect(calls).toEqual(['initialize a', 'initialize b', 'initialize c']);
  expect(seen).toEqual([true, true, true, true, true, false]);
  expect(outcome).toMatchObject({ isCutShort: true, tables: { initialized: 3, pending: 1 } });
  expect(pending.map(({ table }) => table)).toEqual(['d']);
  expect(failure).toBeUndefined();
});

it('a history that cannot be kept is one warning, and no failed table', async () => {
  const target = new FakeTarget([]);
  Object.assign(target.history, { append: () => fail('SQL_PERMISSION', 'no right, s3cret') });
  const { outcome, events } = await run(['a', 'b'], target);
  expect(outcome.tables).toEqual({ initialized: 2 });
  const warnings = events.flatMap((event) => (event.type === 'note' ? [event.message] : []));
  expect(warnings).toEqual(['The history of runs cannot be kept: no right, ****']);
});

it('a table that the service no longer offers is told', async () => {
  const { events } = await run(['users'], new FakeTarget(['canvas.users', 'canvas.gone', 'catalog.carts']));
  const notes = events.flatMap((event) => (event.type === 'note' ? [[event.table?.table, event.level]] : []));
  expect(notes).toEqual([['gone', 'warning']]);
});
