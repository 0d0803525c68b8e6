import { expect, test } from 'vitest';
import { ColumnCounts, describeColumnCount } from './row-counts.js';

test('counts are kept by column and kind, and handed out once', () => {
  const counts = new ColumnCounts();
  counts.add('body', 'oversized');
  counts.add('state', 'unspecified');
  counts.add('body', 'json-text');
  counts.add('body', 'oversized');
  expect(counts.drain().map(describeColumnCount)).toEqual([
    'Column body, 2 values: DAP left out the value because it was too large, and sent a marker in its place.',
    'Column body, 1 value: an object or list was written as JSON text because the column is a text.',
    'Column state, 1 value: DAP sent __dap_unspecified__ in the place of a value that its schema does not list.',
  ]);
  expect(counts.drain()).toEqual([]);
});
