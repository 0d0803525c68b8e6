import type { ColumnDigest, TableRef } from '../dap/index.js';
import type { JsonSchema } from '../schema/json-schema.js';
import type { TableSchema } from './stream-schema.js';

/** What is known of a table's schema from three sides: platform, server, and the rows that were delivered. */
export interface KnownSchemas {
  readonly ref: TableRef;
  /** The stream's schema in the configured catalog: without the columns that the user did not select. */
  readonly catalogSchema: JsonSchema | undefined;
  readonly live: TableSchema;
  /** What the state says; undefined at a first read. */
  readonly state: { readonly version?: number | undefined; readonly columns?: ColumnDigest | undefined } | undefined;
}

/** How the live schema of a table differs from what the platform and the delivered rows know. */
export interface ChangedColumns {
  /** Columns that appeared after the catalog was made. They are not read. */
  readonly newColumns: readonly string[];
  /** Columns of the catalog that the table does not have any more. */
  readonly removed: readonly string[];
  /** Columns whose type differs from that in the catalog, as `name (before, now)`. */
  readonly retyped: readonly string[];
  /** Columns that are read now and that rows delivered before do not have, or have in another type. */
  readonly unfilled: readonly string[];
  /** True when the schema changed since the state, and the state does not say which columns it knew. */
  readonly changedSinceState: boolean;
  /** Digest of the columns that are read, for the next state. */
  readonly columns: ColumnDigest;
  /** The warning; undefined when there is nothing to say. */
  readonly text?: string;
}
