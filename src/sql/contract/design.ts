import type { Column } from '../../dap/index.js';
import type { CellForm } from './cell-form.js';
import type { Replica } from './names.js';

/** A column as it is, or is to be, in the database. */
export interface SqlColumn {
  /** Its name in the database: the name in DAP. */
  readonly name: string;
  /** Its name in the header of a file: `key.id`, `value.name`. */
  readonly headerName: string;
  /** What DAP's schema says of it. */
  readonly column: Column;
  /** The type as the DDL of the dialect writes it: `bigint`, `varchar(255)`, `"canvas"."users__workflow_state"`. */
  readonly type: string;
  readonly form: CellForm;
  readonly isKey: boolean;
  readonly nullable: boolean;
  /** The default as an SQL literal of the dialect. */
  readonly defaultSql?: string;
  readonly comment?: string;
  /** The column holds keys of a table of values (web_logs of the official client); rows are loaded with the values. */
  readonly lookup?: LookupTable;
}

/** A table of values that a column refers to. */
export interface LookupTable {
  readonly schema: string;
  readonly table: string;
  readonly idColumn: string;
  readonly valueColumn: string;
  /** Longest value in characters, where the column limits it. */
  readonly maxChars?: number;
}

/** A type of values that must exist before its column. Only PostgreSQL has them. */
export interface EnumTypeDesign {
  readonly schema: string;
  readonly name: string;
  readonly values: readonly string[];
}

/** A table as it is to be. */
export interface TableDesign extends Replica {
  /** Key columns first, then the others in the order of the schema; those with a default behind those without. */
  readonly columns: readonly SqlColumn[];
  /** Names of the key columns. */
  readonly key: readonly string[];
  readonly comment?: string;
  readonly enumTypes: readonly EnumTypeDesign[];
  readonly schemaVersion: number;
  /** The schema without its `meta`, as JSON: what `table_sync.schema_description` holds. */
  readonly schemaText: string;
}

/** What a dialect decides about types. Pure: no connection is needed. */
export interface DialectTypes {
  /** The type of a column in a fresh table, and how its cells are written. */
  typeOf(column: Column, replica: Replica): DeclaredType;
  /**
   * How cells of a column are written into a column that exists; undefined when it cannot hold them. A column that the
   * official client made (such as `datetime` for an instant) is taken as it is.
   */
  formFor(column: Column, existing: ExistingColumn): CellForm | undefined;
  /** The default of DAP's schema as an SQL literal; undefined where the dialect cannot have one for the type. */
  defaultOf(column: Column, declared: DeclaredType): string | undefined;
  /** What has to happen so that an existing column holds what the wanted one holds. */
  compare(existing: ExistingColumn, wanted: SqlColumn): ColumnFit;
  /**
   * Names in the database for the columns of a table, in the order of its schema: names that are too long, or that the
   * database cannot tell apart, are changed. Absent: every name is taken as it is.
   */
  columnNames?(names: readonly string[]): readonly string[];
}

/** A type of a dialect. */
export interface DeclaredType {
  readonly type: string;
  readonly form: CellForm;
  readonly enumType?: EnumTypeDesign;
}

/** How an existing column fits a wanted one. */
export type ColumnFit =
  /** It is the wanted type. */
  | { readonly fit: 'same' }
  /** Another type that holds all values; it stays until the table is rebuilt. */
  | { readonly fit: 'holds' }
  /** New values of its enumeration have to be added. */
  | { readonly fit: 'more-values'; readonly values: readonly string[] }
  /** ALTER can make it hold them without losing anything. */
  | { readonly fit: 'widen' }
  /** Only a new snapshot brings the values. */
  | { readonly fit: 'cannot'; readonly reason: string };

/** A column that exists in the database. */
export interface ExistingColumn {
  readonly name: string;
  /** In the words of the dialect's own catalogue, normalised by the dialect so that `typeOf` and this compare. */
  readonly type: string;
  readonly nullable: boolean;
  readonly defaultSql?: string;
  readonly comment?: string;
  /** The values of its enumeration, in order. */
  readonly enumValues?: readonly string[];
  readonly lookup?: LookupTable;
}

/** A table that exists in the database. */
export interface ExistingTable {
  readonly columns: readonly ExistingColumn[];
  /** Names of the columns of its primary key. */
  readonly key: readonly string[];
  /** The key has the name that the official client gives it, where keys have names. */
  readonly hasClientKey?: boolean;
  readonly comment?: string;
}
