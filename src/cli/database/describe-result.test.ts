import { expect, it } from 'vitest';
import { resultLines, resultOutcome } from './describe-result.js';

const RESULT = {
  status: 'synchronized',
  timestamp: '2026-03-01T08:00:00Z',
  schemaVersion: 2,
  upserted: 7,
  deleted: 1,
  duplicates: 0,
  changes: [],
  counts: [],
} as const;

it('a result has cells for people, a summary for the log, and all of itself for programs', () => {
  expect(resultOutcome(RESULT)).toEqual({
    value: RESULT,
    cells: ['synchronized', '7', '1', '2', '2026-03-01T08:00:00Z'],
    summary: 'synchronized: 7 rows written, 1 deleted, data as of 2026-03-01T08:00:00Z, schema version 2',
  });
  const skipped = resultOutcome({ ...RESULT, status: 'skipped', reason: 'the service has no data of it yet' });
  expect(skipped.summary).toBe('skipped: the service has no data of it yet');
  expect(skipped.cells.slice(0, 3)).toEqual(['skipped: the service has no data of it yet', '', '']);
});

it('repeated keys and counted values are warnings with their policy', () => {
  const counts = [
    { column: 'name', fault: 'nul', count: 1 },
    { column: 'body', fault: 'oversized', count: 3 },
    { column: 'state', fault: 'unspecified', count: 2 },
  ] as const;
  const lines = resultLines({ ...RESULT, duplicates: 4, counts }, { nul: 'remove', oversized: 'keep' });
  expect(lines.map(({ level }) => level)).toEqual(['warning', 'warning', 'warning', 'warning']);
  expect(lines.map(({ message }) => message)).toEqual([
    '4 rows of the snapshot repeated a key; one of each is kept',
    'column name: 1 value with the character NUL (policy: remove)',
    'column body: 3 values too large for DAP (__dap_oversized_truncated__) (policy: keep)',
    'column state: 2 values unknown to DAP (__dap_unspecified__)',
  ]);
});
