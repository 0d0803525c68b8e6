import { expect, it } from 'vitest';
import type { DapEvent } from '../../dap/index.js';
import { showEvent } from '../progress/show-event.js';
import type { TableProgress } from '../progress/table-progress.js';
import { describeEvent } from './describe-event.js';

const users = { namespace: 'canvas', table: 'users', jobId: '3f0c' };

it.each<[DapEvent, string]>([
  [
    { type: 'retry', call: 'get job', attempt: 1, waitMs: 1500, reason: 'status 500' },
    'warning get job failed (status 500); attempt 2 in 1.5 s',
  ],
  [
    { type: 'limit-wait', call: 'submit query', waitMs: 12_000 },
    'info submit query waits 12 s for the request limit of DAP',
  ],
  [{ type: 'login', expiresInSeconds: 3600 }, 'debug logged in; the token lives 3600 s'],
  [{ type: 'job', ...users, status: 'running', elapsedMs: 61_234 }, 'info job 3f0c running after 61.2 s'],
  [
    { type: 'job-waiting', ...users, status: 'waiting', elapsedMs: 60_000 },
    'info job 3f0c is still waiting after 60 s',
  ],
  [
    { type: 'job-again', ...users, waitMs: 5000, reason: 'it failed' },
    'warning the query is submitted again in 5 s: it failed',
  ],
])('%j is the line: %s', (event, expected) => {
  const { level, message } = describeEvent(event);
  expect(`${level} ${message}`).toBe(expected);
});

it('a line of a table names it', () => {
  expect(describeEvent({ type: 'job', ...users, status: 'running', elapsedMs: 0 }).subject).toMatchObject({
    namespace: 'canvas',
    table: 'users',
  });
});

it.each<[DapEvent, TableProgress | undefined]>([
  [{ type: 'job', ...users, status: 'waiting', elapsedMs: 0 }, { phase: 'waiting' }],
  [{ type: 'job', ...users, status: 'complete', elapsedMs: 0 }, undefined],
  [{ type: 'job-again', ...users, waitMs: 0, reason: '' }, { phase: 'submitting' }],
  [
    { type: 'download', ...users, files: 3, filesDone: 1, storedBytes: 10, expectedBytes: 30 },
    { phase: 'downloading', filesDone: 1, filesTotal: 3, bytes: 10, expectedBytes: 30 },
  ],
])('%j is shown as %j', (event, expected) => {
  const shown: (readonly [string, TableProgress])[] = [];
  const update = (name: string, progress: TableProgress) => {
    shown.push([name, progress]);
  };
  showEvent(
    { update, print: () => undefined, around: (write) => write(), clear: () => undefined, close: () => undefined },
    event,
  );
  expect(shown).toEqual(expected === undefined ? [] : [['canvas.users', expected]]);
});
