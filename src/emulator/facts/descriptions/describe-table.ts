import type { TableFact } from '../column-fact.js';

export function describeTable(fact: TableFact): string {
  return fact.table;
}
