/**
 * How the cells of a column are checked before they go to the database, and how they are written: the database must
 * never refuse a row, because one refused row ends a load. A cell that fails its check is handled by the policies.
 */
export type CellForm =
  | { readonly kind: 'integer'; readonly minimum: bigint; readonly maximum: bigint }
  | { readonly kind: 'float'; readonly bits: 32 | 64; readonly holdsNonFinite: boolean }
  | { readonly kind: 'decimal'; readonly precision?: number; readonly scale?: number }
  | { readonly kind: 'boolean'; readonly write: 'word' | 'digit' }
  | TimestampForm
  | { readonly kind: 'date'; readonly minYear: number; readonly maxYear: number }
  | { readonly kind: 'time' | 'duration' }
  /** `hex`: 32 digits without dashes, for a binary column. */
  | { readonly kind: 'uuid'; readonly write: 'text' | 'hex' }
  /** `hex`: 32 digits, IPv4 in the first 8 and zeros behind, as the official client stores it in MySQL. */
  | { readonly kind: 'ip'; readonly versions: 'v4' | 'v6' | 'both'; readonly write: 'text' | 'hex' }
  | TextForm
  | {
      readonly kind: 'enum';
      /** What the column of the database takes, new values included. */
      readonly values: readonly string[];
    }
  /** JSON text; `holdsNul` tells whether `\u0000` inside is taken. Depth is looked at only by a careful rewriter. */
  | { readonly kind: 'json'; readonly holdsNul: boolean; readonly maxDepth?: number }
  | {
      readonly kind: 'array';
      readonly items: CellForm;
      /** `braces`: the array literal of PostgreSQL; `json`: JSON text. */
      readonly write: 'braces' | 'json';
    };

/** An instant in UTC. */
export interface TimestampForm {
  readonly kind: 'timestamp';
  /** `iso`: as DAP writes it, with T and Z. `plain`: `2026-03-01 08:00:00.123456`, without a zone. */
  readonly write: 'iso' | 'plain';
  /** Digits behind the second that the column holds; more are cut, never rounded. */
  readonly digits: number;
  readonly minYear: number;
  readonly maxYear: number;
}

/** A text. */
export interface TextForm {
  readonly kind: 'text';
  /** Longest text in characters (code points). */
  readonly maxChars?: number;
  /** Longest text in bytes of UTF-8. */
  readonly maxBytes?: number;
  readonly holdsNul: boolean;
}

/** How rows are written for the loader of a database. */
export type LoadFormat =
  /** COPY of PostgreSQL, text: what DAP's TSV is as well. */
  | 'copy'
  /** LOAD DATA of MySQL: fields end with a tab, backslash escapes, `\N` is NULL; `\f` and `\v` are no escapes there. */
  | 'load-data'
  /** What the DuckDB loader reads with `read_csv`: see `dialects/duckdb`. */
  | 'csv';
