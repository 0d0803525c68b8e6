import type { RowValue } from '../emulator.js';
import type { Micros } from '../instant.js';

/** The row that is being made; one object is used again for row after row. */
export interface RowContext {
  /** Number of the row in its table. */
  index: number;
  /** 0 as inserted, one more with every update. */
  version: number;
  /** Instant of the commit that wrote this version. */
  at: Micros;
  /** Hash of the row, the same in all versions. */
  stable: number;
  /** Hash of this version of the row. */
  live: number;
  /** Instant of the row's creation. */
  createdAt: Micros;
}

/**
 * Makes the value of one column from the row and a hash of row and column; undefined if the value must be null
 * although the row's pattern has the column.
 */
export type MakeValue = (row: RowContext, hash: number) => RowValue | undefined;
