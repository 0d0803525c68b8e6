import type { RowKind } from '../../dap/index.js';
import type { LoadFormat } from './cell-form.js';
import type { SqlColumn } from './design.js';
import type { LoadCell } from './load-cell.js';
import type { ValueCount, ValuePolicies } from './policies.js';

/** What a rewriter needs to know. */
export interface RewriterOptions {
  /** The header of the file, `meta.ts\tkey.id\tvalue.name`, with or without its line end. */
  readonly header: Uint8Array;
  /** Columns of the target. */
  readonly columns: readonly SqlColumn[];
  readonly format: LoadFormat;
  readonly kind: RowKind;
  /** Rows keep `meta.ts` and `meta.action` as cells: for staging. */
  readonly keepsMeta: boolean;
  readonly policies: ValuePolicies;
  /** Checks everything that the database would check, JSON too: after the database has refused a row. */
  readonly careful: boolean;
}

/** Makes rows for a database of the rows of one file of DAP (TSV, condensed). */
export interface RowRewriter {
  /** The cells of the rows, in the order of the file. */
  readonly cells: readonly LoadCell[];
  /** Names of the header that the target has no column for, without `meta`. */
  readonly unknownColumns: readonly string[];
  /**
   * Rewrites whole lines. The result is valid until the next call.
   *
   * @throws RowFault when a line is no row (too few cells, not UTF-8): the file may be damaged, see `ContentChunk.distrust`.
   * CodedError `SQL_VALUE_REFUSED` by policy, with the column and never the value.
   */
  rewrite(lines: Buffer): { readonly bytes: Uint8Array; readonly rows: number };
  /** What was counted since the last call. */
  drainCounts(): readonly ValueCount[];
}
