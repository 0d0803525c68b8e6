/**
 * Type of a column. `open-enum` is an enum of listed values or any other string; `integer-enum` lists integers;
 * `json` is a nested object of fixed shape.
 */
export type ColumnType =
  | 'int16'
  | 'int32'
  | 'int64'
  | 'float64'
  | 'decimal'
  | 'boolean'
  | 'varchar'
  | 'text'
  | 'timestamp'
  | 'date'
  | 'uuid'
  | 'inet'
  | 'enum'
  | 'integer-enum'
  | 'open-enum'
  | 'enum[]'
  | 'int32[]'
  | 'varchar[]'
  | 'json';

/** What is known of a column, or of a member of a nested object. */
export interface ColumnFact {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** True for the column that identifies the row. */
  readonly key: boolean;
  /** Characters a `varchar`, or an item of a `varchar[]`, may have. */
  readonly maxLength?: number;
  /** Digits of a `decimal` in all. */
  readonly precision?: number;
  /** Digits of a `decimal` after the point. */
  readonly scale?: number;
  /** Name of the enum type: `<table>__<column>`, or a name of its own. */
  readonly enumName?: string;
  /** True when the enum stands under the schema's `definitions` and the column only refers to it. */
  readonly sharedEnum?: boolean;
  /** Values of an enum in order; integers as their digits. */
  readonly values?: readonly string[];
  /** Members of a nested object. */
  readonly members?: readonly ColumnFact[];
  /**
   * True when a value that is too big is replaced by `__dap_oversized_truncated__`. Known for `courses` and
   * `web_logs.user_agent`, supposed for the long texts of other tables.
   */
  readonly oversize: boolean;
  /** Value that old rows take when the column is new. */
  readonly default?: string | number | boolean;
  /**
   * What rows written up to an instant (microseconds since the epoch) know of the column, where it changed since;
   * no fact: it was not there.
   */
  readonly former?: { readonly until: number; readonly fact?: ColumnFact };
}

/** What is known of a table. */
export interface TableFact {
  readonly namespace: string;
  readonly table: string;
  /** All columns in order, the key first. */
  readonly columns: readonly ColumnFact[];
  /** Names of the key columns; every known table has exactly one. */
  readonly keyColumns: readonly string[];
  /** True for a name that only exists as a target of references and is never listed. */
  readonly placeholder: boolean;
}
