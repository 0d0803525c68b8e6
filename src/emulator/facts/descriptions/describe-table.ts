import type { TableFact } from '../column-fact.js';
import { TABLE_TITLES } from './table-titles.js';

/**
 * One sentence on what a table holds.
 *
 * @example
 * describeTable(tableFact('canvas', 'pseudonyms')!) // 'One row for each login of a user.'
 */
export function describeTable(fact: TableFact): string {
  const title = TABLE_TITLES[`${fact.namespace}.${fact.table}`];
  return `One row for each ${title ?? `row of ${fact.table}`}.`;
}
