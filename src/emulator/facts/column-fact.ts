/** Releases of the service's data set that are known, oldest first. */
export const RELEASES = ['2026-02', '2026-04'] as const;

/** The month of a release. */
export type Release = (typeof RELEASES)[number];

/** The enum value for values that the schema does not list; the first of nearly every enum of texts. */
export const UNSPECIFIED = '__dap_unspecified__';

/**
 * Type of a column. `open-enum` is an enum of listed values or any other string; `integer-enum` lists integers;
 * `object` has fixed members.
 */
export const COLUMN_TYPES = [
  'int16',
  'int32',
  'int64',
  'float64',
  'decimal',
  'boolean',
  'varchar',
  'text',
  'timestamp',
  'date',
  'uuid',
  'inet',
  'enum',
  'integer-enum',
  'open-enum',
  'enum[]',
  'int32[]',
  'varchar[]',
  'object',
] as const;

/** One of {@link COLUMN_TYPES}. */
export type ColumnType = (typeof COLUMN_TYPES)[number];

/** How certain an unpublished fact is: found in a single foreign source, or made up. */
export type Certainty = 'likely' | 'invented';

/** What is known of a column, or of a member of a nested object. */
export interface ColumnFact {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** True for the column that identifies the row. */
  readonly key: boolean;
  /** One sentence; absent from columns that were added at run time. */
  readonly description?: string;
  /** Characters a `varchar`, or an item of a `varchar[]`, may have. */
  readonly maxLength?: number;
  /** Total digits of a `decimal`; absent if the service does not state them. */
  readonly precision?: number;
  /** Digits of a `decimal` after the point. */
  readonly scale?: number;
  /** Name of the enum type: `<table>__<column>`, or a name of its own. */
  readonly enumName?: string;
  /** True when the enum stands under the schema's `definitions` and the column only refers to it. */
  readonly sharedEnum?: boolean;
  /** Values of an enum in order; integers as their digits. */
  readonly values?: readonly string[];
  /** Those of the values that Instructure does not name. */
  readonly supposed?: readonly string[];
  /** Members of a nested object. */
  readonly members?: readonly ColumnFact[];
  /** Tables whose key the column holds, as `namespace.table`. */
  readonly references?: readonly string[];
  /** True for a text that holds JSON. */
  readonly json?: boolean;
  /** True when a value that is too big is replaced by `__dap_oversized_truncated__`. */
  readonly oversize: boolean;
  readonly since?: Release;
  readonly certainty?: Certainty;
  /** Value that old rows take when the column is new. */
  readonly default?: string | number | boolean;
  /** The column before its last change at run time; no fact: it did not exist. */
  readonly former?: { readonly fact?: ColumnFact };
}

/** What is known of a table. */
export interface TableFact {
  readonly namespace: string;
  readonly table: string;
  /** One sentence on what a row stands for. */
  readonly description: string;
  /** All columns in order, the key first. */
  readonly columns: readonly ColumnFact[];
  /** Names of the key columns; every known table has exactly one. */
  readonly keyColumns: readonly string[];
  /** True for a name that only exists as a target of references and is never listed. */
  readonly placeholder: boolean;
  readonly since?: Release;
  readonly certainty?: Certainty;
  /** The table as rows written up to an instant (microseconds since the epoch) have it, if its columns changed. */
  readonly former?: { readonly until: number; readonly fact: TableFact };
}
