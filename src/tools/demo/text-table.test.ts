import { expect, it } from 'vitest';
import { formatRows } from './format-rows.js';
import { formatTable } from './text-table.js';

it('lays out columns as wide as their widest cell, numbers to the right', () => {
  const lines = formatTable(
    [{ title: 'stream' }, { title: 'rows', align: 'right' }],
    [
      ['users', '5'],
      ['all', '12345'],
    ],
  );
  expect(lines).toEqual(['stream   rows', '──────  ─────', 'users       5', 'all     12345']);
});

it('counts East Asian letters as two cells and combining marks as none', () => {
  const lines = formatTable(
    [{ title: 'a' }, { title: 'b' }],
    [
      ['美咲', 'x'],
      ['e\u0301', 'x'],
      ['abcd', 'x'],
    ],
  );
  expect(lines.slice(2)).toEqual(['美咲  x', 'e\u0301     x', 'abcd  x']);
});

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
