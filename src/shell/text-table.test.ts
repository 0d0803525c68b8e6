import { expect, it } from 'vitest';
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
