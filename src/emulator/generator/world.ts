import type { ColumnFact, TableFact } from '../facts/column-fact.js';
import type { Micros } from '../instant.js';
import type { IdOf } from './ids.js';
import { idsOf } from './ids.js';

/** One table as others refer to it. */
export interface WorldTable {
  readonly fact: TableFact;
  /** Rows at the start, at least one: references point only to these. */
  readonly rows: number;
  readonly idOf: IdOf;
}

/** All tables of a namespace at the start: what the rows of one table need to know of the others. */
export interface World {
  readonly seed: number;
  readonly namespace: string;
  /** Instant of the newest commit at the start. */
  readonly baseAt: Micros;
  readonly presence: 'profiles' | 'random';
  /** Whether some texts hold a NUL. */
  readonly nulCharacters: boolean;
  readonly tables: ReadonlyMap<string, WorldTable>;
}

/** Gives a table its ids. */
export function worldTable(fact: TableFact, rows: number): WorldTable {
  const key = fact.columns.find((column: ColumnFact) => column.key);
  return { fact, rows: Math.max(1, rows), idOf: idsOf(fact.namespace, fact.table, key?.type === 'int64') };
}
