import type { RowValue } from '../emulator.js';
import type { ColumnPlan } from '../generator/column-plan.js';

/** What `meta.action` says: nothing in a snapshot. */
export type Action = 'U' | 'D' | undefined;

/** Turns the rows of one file into text, row by row; one instance a file. */
export interface ObjectEncoder {
  /** What stands before the first row; '' for formats without a header. */
  head(): string;
  /** One row, its values in the order of the columns; of a `D` only the key counts. */
  row(values: readonly (RowValue | undefined)[], ts: string, action: Action): string;
}

/** A file format. */
export interface Encoding {
  /** Ending of the files before `.gz`. */
  readonly extension: string;
  encoderFor(columns: readonly ColumnPlan[]): ObjectEncoder;
}
