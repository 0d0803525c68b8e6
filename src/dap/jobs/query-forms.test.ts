import { expect, test } from 'vitest';
import type { TableQuery } from '../wire.js';
import { countForms, formNumber, formOf, isShifted } from './query-forms.js';

const SINCE = '2026-03-01T08:00:00Z';
const CHANGES: TableQuery = { format: 'tsv', mode: 'condensed', since: SINCE };

test('a snapshot of a text format with columns has one form, unless mode makes no difference', () => {
  const snapshot: TableQuery = { format: 'tsv', mode: 'condensed' };
  expect(countForms(snapshot)).toBe(1);
  const modes = [0, 1, 2].map((form) => formOf(snapshot, form, { modesAreEqual: true }).mode);
  expect(modes).toEqual(['condensed', 'expanded', undefined]);
});

test('changes in a text format with columns begin some microseconds earlier', () => {
  expect(formOf(CHANGES, 0)).toEqual(CHANGES);
  expect(formOf(CHANGES, 2)).toEqual({ ...CHANGES, since: '2026-03-01T07:59:59.999998Z' });
  expect([isShifted(CHANGES, 0), isShifted(CHANGES, 1)]).toEqual([false, true]);
});

test('JSON Lines have their three modes, and no other forms', () => {
  expect(countForms({ format: 'jsonl', since: SINCE })).toBe(3);
});

test.each([{}, { modesAreEqual: true }])('every form is another query, and is recognised as that form: %j', (facts) => {
  const count = countForms(CHANGES, facts);
  const forms = Array.from({ length: count }, (_, form) => formOf(CHANGES, form, facts));
  expect(new Set(forms.map((form) => JSON.stringify(form))).size).toBe(count);
  const some = [0, 1, 2, 3, 100, count - 1];
  expect(some.map((form) => formNumber(CHANGES, forms[form] as TableQuery, facts))).toEqual(some);
  expect(formOf(CHANGES, count, facts)).toEqual(CHANGES);
});

test.each<[string, TableQuery]>([
  ['format', { format: 'csv', mode: 'condensed', since: SINCE }],
  ['mode', { ...CHANGES, mode: 'expanded' }],
  ['since', { ...CHANGES, since: '2026-03-01T08:00:01Z' }],
  ['until', { ...CHANGES, until: '2026-03-02T08:00:00Z' }],
])('a query of another %s is no form', (_, asked) => {
  expect(formNumber(CHANGES, asked)).toBeUndefined();
});
