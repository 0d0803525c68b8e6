import { afterEach, expect, it, vi } from 'vitest';
import { formatAge, listRow, localInstant } from './list-row.js';

const REF = { namespace: 'canvas', table: 'users' };
const RECORD = {
  ref: REF,
  target: { schema: 'canvas', table: 'users' },
  timestamp: '2026-03-01T08:00:00.123456Z',
  schemaVersion: 3,
  schemaText: '{}',
};
const NOW = Date.parse('2026-03-02T10:30:00Z');

afterEach(() => vi.unstubAllEnvs());

it('a replicated table has the members of the official client, then ours', () => {
  vi.stubEnv('TZ', 'UTC');
  const row = listRow(REF, { ...RECORD, record: RECORD, state: 'ready' }, NOW, 12);
  expect(Object.entries(row)).toEqual([
    ['name', 'users'],
    ['timestamp', '2026-03-01T08:00:00.123456+00:00'],
    ['staleness', '1d 2h'],
    ['schema', 3],
    ['command', 'syncdb'],
    ['records', 12],
    ['namespace', 'canvas'],
    ['state', 'ready'],
  ]);
});

it('a table that is not there has nulls; one that is half loaded is to be initialized', () => {
  const absent = { name: 'users', timestamp: null, staleness: null, schema: null, command: 'initdb', records: null };
  expect(listRow(REF, undefined, NOW, null)).toEqual({ ...absent, namespace: 'canvas', state: 'not replicated' });
  expect(listRow(REF, { ...RECORD, state: 'half-loaded' }, NOW, undefined)).not.toHaveProperty('records');
  expect(listRow(REF, { ...RECORD, state: 'half-loaded' }, NOW, null)).toMatchObject({
    ...absent,
    state: 'half-loaded',
  });
});

it.each([
  ['UTC', '2026-07-01T08:00:00Z', '2026-07-01T08:00:00+00:00'],
  ['Europe/Berlin', '2026-07-01T23:00:00.5Z', '2026-07-02T01:00:00.5+02:00'],
  ['America/St_Johns', '2026-01-01T00:00:00.123456Z', '2025-12-31T20:30:00.123456-03:30'],
])('in %s, %s is %s', (zone, instant, local) => {
  vi.stubEnv('TZ', zone);
  expect(localInstant(instant)).toBe(local);
});

it.each([
  [22_968_000_000, '265d 20h'],
  [86_400_000, '1d'],
  [3_660_000, '1h 1m'],
  [61_000, '1m 1s'],
  [86_400_000 + 59_000, '1d'],
  [400, '0s'],
  [-5000, '0s'],
])('%d milliseconds are %s', (ms, text) => {
  expect(formatAge(ms)).toBe(text);
});
