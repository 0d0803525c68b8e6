import { expect, it, onTestFinished } from 'vitest';
import { HandClock } from '../../util/clock.test-helper.js';
import type { HistoryEntry, SyncHistory } from '../contract/events.js';
import type { Alert, AlertTarget } from './alerts/alert.js';
import { parseAddress } from './listen.js';
import { Watch, type WatchOptions } from './watch.js';
import { COURSES, failureOf, outcomeOf, runEnd, runOf, tableEnd, USERS } from './watch.test-helper.js';

const HOUR = 3_600_000;
const LOCAL = { host: '127.0.0.1', port: 0 };

async function open(options: Partial<WatchOptions> = {}) {
  const clock = new HandClock();
  const alerts: Alert[] = [];
  const target: AlertTarget = {
    name: 'list',
    send: async (alert) => {
      alerts.push(alert);
    },
  };
  const watch = await Watch.open({
    ...{ service: 'campus', objectiveOf: () => ({}), targets: [target], clock },
    onWarning: (message) => expect.unreachable(message),
    ...options,
  });
  onTestFinished(async () => await watch.close());
  return { watch, clock, alerts, now: () => new Date(clock.now()).toISOString() };
}

const get = async (url: string | undefined, path: string) => await fetch(`${url}${path}`);

it('metrics follow the events; a table without a value has no sample', async () => {
  const { watch, now } = await open({ address: LOCAL });
  watch.listener(runOf('r', now(), [USERS, COURSES]));
  watch.listener({ type: 'table-begin', run: 'r', table: COURSES, action: 'initialize' });
  watch.listener({ type: 'progress', run: 'r', table: COURSES, rows: 5, files: 1, ofFiles: 3 });
  watch.listener(tableEnd('r', outcomeOf(USERS, '2026-03-02T00:00:00.500Z')));
  const answer = await get(watch.url, '/metrics');
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = (await answer.text()).split('\n');
  const users = '{namespace="canvas",table="users",schema="canvas"}';
  expect(lines).toEqual(
    expect.arrayContaining([
      `dap_sync_table_last_success_timestamp_seconds${users} 1772409600.5`,
      `dap_sync_table_data_timestamp_seconds${users} 1772352000.5`,
      `dap_sync_table_failures${users} 0`,
      `dap_sync_rows_written_total${users} 7`,
      `dap_sync_rows_deleted_total${users} 1`,
      'dap_sync_table_outcomes_total{namespace="canvas",table="users",schema="canvas",status="synchronized"} 1',
      'dap_sync_table_files_loaded{namespace="canvas",table="courses",schema="canvas"} 1',
      'dap_sync_running 1',
      'dap_sync_table_duration_seconds_bucket{le="2.5",action="synchronize"} 1',
    ]),
  );
  const named = (name: string) => lines.filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  expect(named('dap_sync_table_last_success_timestamp_seconds')).toHaveLength(1);
  expect(named('dap_sync_next_run_timestamp_seconds')).toEqual([]);
  watch.listener(runEnd('r', now()));
  watch.listener({ type: 'schedule', next: '2026-03-02T04:00:00Z' });
  const after = await (await get(watch.url, '/metrics')).text();
  expect(after).toContain('\ndap_sync_next_run_timestamp_seconds 1772424000\n');
  expect(after).toContain('\ndap_sync_runs_total{result="complete"} 1\n');
});

it('the process is alive from the start, and ready when it has seen the tables and no run failed as a whole', async () => {
  const { watch, now } = await open({ address: LOCAL });
  expect((await get(watch.url, '/healthz')).status).toBe(200);
  const before = await get(watch.url, '/readyz');
  expect([before.status, await before.json()]).toEqual([
    503,
    { ready: false, reason: 'The first run has not begun.', breaches: [] },
  ]);
  watch.listener(runOf('r', now(), [USERS]));
  expect((await get(watch.url, '/readyz')).status).toBe(200);
  watch.listener(runEnd('r', now(), { code: 'SQL_CONNECTION', message: 'The database is away.' }));
  const failed = await get(watch.url, '/readyz');
  expect(failed.status).toBe(503);
  expect(await failed.json()).toMatchObject({ reason: 'The last run failed: The database is away. [SQL_CONNECTION]' });
  watch.listener(runOf('r2', now(), [USERS]));
  watch.listener(runEnd('r2', now()));
  expect((await get(watch.url, '/readyz')).status).toBe(200);
  expect((await get(watch.url, '/other')).status).toBe(404);
});

it('a table becomes late without any event, and is told once', async () => {
  const { watch, clock, alerts, now } = await open({ objectiveOf: () => ({ maxAgeMs: HOUR }) });
  watch.listener(runOf('r', now(), [USERS]));
  watch.listener(tableEnd('r', outcomeOf(USERS, now())));
  watch.listener(runEnd('r', now()));
  await clock.advance(HOUR - 1);
  expect(alerts).toEqual([]);
  await clock.advance(60_000);
  await clock.advance(60_000);
  expect(alerts.map(({ changes }) => changes.map(({ state, breach }) => [state, breach.kind]))).toEqual([
    [['broken', 'age']],
  ]);
  expect(watch.breaches).toMatchObject([{ table: USERS, kind: 'age' }]);
});

function historyOf(entries: readonly HistoryEntry[]): SyncHistory {
  return { append: async () => undefined, entries: async () => entries, prune: async () => undefined };
}

it('a database that is away at the start is told, and the service begins', async () => {
  const warnings: string[] = [];
  const history = { ...historyOf([]), entries: () => Promise.reject(new Error('away')) };
  const { watch } = await open({ history, address: LOCAL, onWarning: (message) => void warnings.push(message) });
  expect(warnings).toEqual(['The history of earlier runs cannot be read: away']);
  expect((await get(watch.url, '/healthz')).status).toBe(200);
});

it('a run mends what became late while no process ran, without an alert', async () => {
  const history = historyOf([{ run: 'old', ...outcomeOf(USERS, '2025-12-31T00:00:00.000Z') }]);
  const { watch, clock, alerts, now } = await open({ history, objectiveOf: () => ({ maxAgeMs: HOUR }) });
  watch.listener(runOf('r', now(), [USERS]));
  await clock.advance(60_000);
  watch.listener(tableEnd('r', outcomeOf(USERS, now())));
  watch.listener(runEnd('r', now()));
  await clock.advance(1);
  expect(alerts).toEqual([]);
});

it('what an earlier process told is told as met, or again when the first run has not mended it', async () => {
  const failed = [USERS, COURSES].map((table) => ({ run: 'old', ...failureOf(table, '2025-12-31T23:00:00.000Z') }));
  const { watch, clock, alerts, now } = await open({
    ...{ history: historyOf(failed), objectiveOf: () => ({ maxFailures: 1 }) },
  });
  watch.listener(runOf('r', now(), [USERS, COURSES]));
  watch.listener(tableEnd('r', outcomeOf(USERS, now())));
  watch.listener(tableEnd('r', failureOf(COURSES, now())));
  watch.listener(runEnd('r', now()));
  await clock.advance(1);
  const told = alerts.flatMap(({ changes }) => changes.map(({ state, breach }) => [state, breach.table.table]));
  expect(told).toEqual([
    ['met', 'users'],
    ['broken', 'courses'],
  ]);
});

it.each([
  ['9464', '127.0.0.1', 9464],
  ['0.0.0.0:80', '0.0.0.0', 80],
  ['[::1]:9', '::1', 9],
])('the address %s is %s, port %i', (text, host, port) => {
  expect(parseAddress(text)).toEqual({ host, port });
});

it.each(['', 'x', ':80', '1.2.3.4:99999', 'host:'])('the address %j is refused', (text) => {
  expect(() => parseAddress(text)).toThrow(expect.objectContaining({ code: 'TOOL_INPUT' }));
});

it('an address in use is an error that names it', async () => {
  const { watch } = await open({ address: LOCAL });
  const port = Number(new URL(watch.url as string).port);
  await expect(open({ address: { host: '127.0.0.1', port } })).rejects.toMatchObject({
    code: 'TOOL_INPUT',
    message: expect.stringContaining(`127.0.0.1:${port} cannot be opened`),
  });
});
