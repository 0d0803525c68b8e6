import { expect, it } from 'vitest';
import { formatRows } from './format-rows.js';

it('shows null as a dot, cuts long texts and lets no control character through', () => {
  const lines = formatRows(
    ['id', 'text'],
    [
      [9007199254740993n, null],
      [1n, `\u001b[31m${'x'.repeat(60)}`],
    ],
  );
  expect(lines[2]).toBe('9007199254740993  ·');
  expect(lines[3]).toBe(`               1   [31m${'x'.repeat(42)}…`);
});
