import type { CallOptions } from '../client-options.js';
import type { ReadingParts } from '../reading/read-table.js';
import type { TableRef } from '../table-ref.js';
import type { TableQuery } from '../wire.js';
import type { RowKind } from './row.js';
import type { TableTypes } from './table-types.js';

/** How to read rows. */
export interface ReadRowsOptions extends CallOptions {
  /** The answer must not be older than this instant. */
  readonly notBefore?: string | undefined;
  /** Where files are stored that cannot be read as they come. Default: the temporary folder. */
  readonly spoolFolder?: string | undefined;
}

/** What reading the rows of a query needs. */
export interface RowsReading {
  readonly parts: ReadingParts;
  readonly ref: TableRef;
  readonly query: TableQuery;
  readonly kind: RowKind;
  readonly types: TableTypes;
  readonly options: ReadRowsOptions;
  readonly signal: AbortSignal;
}
