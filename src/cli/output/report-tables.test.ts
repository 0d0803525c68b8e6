import { expect, it } from 'vitest';
import { wrapText } from './report-tables.js';

it('a long reason is broken between words, a word that is too long stands alone', () => {
  expect(wrapText('the table does not exist', 10)).toEqual(['the table', 'does not', 'exist']);
  expect(wrapText('id aaaaaaaaaaaaaaaa of it', 10)).toEqual(['id', 'aaaaaaaaaaaaaaaa', 'of it']);
});
