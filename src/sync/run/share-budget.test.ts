import { expect, it } from 'vitest';
import type { DueTable } from '../due/due-tables.js';
import { shareBudget } from './share-budget.js';

function due(table: string, action: DueTable['action']): DueTable {
  return { namespace: 'canvas', table, schema: 'canvas', action };
}

const TABLES = [
  due('s1', 'synchronize'),
  due('s2', 'synchronize'),
  due('s3', 'synchronize'),
  due('l1', 'initialize'),
  due('l2', 'initialize'),
];

it.each([
  [0, 'l1 l2 s1 s2 s3'],
  [2, 's1 s2 l1 l2 s3'],
  [4, 's1 s2 s3 l1 l2'],
  [9, 's1 s2 s3 l1 l2'],
])('when half of the time is gone after %i tables, the order is %s', (count, expected) => {
  const begun: string[] = [];
  for (const { table } of shareBudget(TABLES, { isHalfSpent: () => begun.length >= count })) begun.push(table);
  expect(begun.join(' ')).toBe(expected);
});
