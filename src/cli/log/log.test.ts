import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Log } from './log.js';
import { formatLine } from './log-line.js';
import type { LogLevel } from './log-types.js';

function collect(level: LogLevel): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  return { log: new Log({ level, format: 'plain', console: (line) => lines.push(line) }), lines };
}

it('a plain line has local time with milliseconds, the level and what it is about', () => {
  const time = new Date(2026, 2, 1, 9, 5, 7, 42);
  const entry = {
    level: 'info',
    message: 'two\nlines',
    subject: { namespace: 'canvas', table: 'users' },
    time,
  } as const;
  expect(formatLine('plain', { ...entry, clientId: undefined })).toBe(
    '2026-03-01 09:05:07,042 - INFO - canvas.users: two lines',
  );
});

it('a JSON line has the members of the official client that mean something here, in UTC', () => {
  const time = new Date('2026-03-01T08:00:00.250Z');
  const entry = { level: 'warning', message: 'slow', subject: { table: 'users' }, time, clientId: 'me' } as const;
  expect(JSON.parse(formatLine('json', entry))).toEqual({
    level: 'WARNING',
    message: 'slow',
    timestamp: '2026-03-01T08:00:00Z',
    logger_name: 'dap',
    dap_namespace: null,
    dap_table: 'users',
    dap_client_id: 'me',
  });
});

it('lines below the level are left out', () => {
  const { log, lines } = collect('warning');
  log.debug('a');
  log.info('b');
  log.warning('c');
  log.error('d');
  expect(lines.map((line) => line.slice(26))).toEqual(['WARNING - c', 'ERROR - d']);
});

it('secrets are masked wherever they stand', () => {
  const { log, lines } = collect('debug');
  log.addSecret('pa$$');
  log.addSecret('');
  log.info('a pa$$ and pa$$');
  expect(lines[0]).toMatch(/a \*\*\*\* and \*\*\*\*$/);
});

it('a log file is appended to, and gets what the console does not', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dap-log-'));
  try {
    const file = join(folder, 'dap.log');
    new Log({ level: 'info', format: 'plain', file }).info('first');
    new Log({ level: 'info', format: 'plain', file }).toFile('error', 'second');
    const lines = (await readFile(file, 'utf8')).split('\n');
    expect(lines.map((line) => line.slice(26))).toEqual(['INFO - first', 'ERROR - second', '']);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('a log file that cannot be written is an error at once', () => {
  expect(() => new Log({ level: 'error', format: 'plain', file: '/dev/null/x' })).toThrow(
    /\/dev\/null\/x cannot be written/,
  );
});
