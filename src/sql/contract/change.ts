import type { EnumTypeDesign, ExistingColumn, SqlColumn } from './design.js';

/** One step of the evolution of a table. */
export type TableChange =
  | { readonly kind: 'add-column'; readonly column: SqlColumn; readonly enumType?: EnumTypeDesign }
  | { readonly kind: 'drop-column'; readonly column: ExistingColumn }
  /** The service removed the column and the user keeps it: it must take rows without a value. */
  | { readonly kind: 'keep-removed'; readonly column: ExistingColumn }
  | { readonly kind: 'add-values'; readonly column: SqlColumn; readonly values: readonly string[] }
  | {
      readonly kind: 'change-type';
      readonly column: SqlColumn;
      readonly from: ExistingColumn;
      readonly enumType?: EnumTypeDesign;
      /** The old values cannot be carried over: the snapshot that follows has them all, so they may become NULL. */
      readonly discardsValues?: boolean;
    }
  | { readonly kind: 'allow-null'; readonly column: SqlColumn }
  /** Only where no row lacks a value after the merge; left as it is otherwise. */
  | { readonly kind: 'forbid-null'; readonly column: SqlColumn }
  | { readonly kind: 'set-default'; readonly column: SqlColumn }
  | { readonly kind: 'set-comment'; readonly column: SqlColumn }
  | { readonly kind: 'set-table-comment'; readonly comment: string | undefined };

/** How a table becomes what the schema of the service says. */
export interface Evolution {
  readonly changes: readonly TableChange[];
  /** The columns after the changes that rows are loaded into: each exists by then, with the form it has. */
  readonly columns: readonly SqlColumn[];
  /** Why the values cannot be carried over by statements: only a new snapshot brings them. */
  readonly needsSnapshot?: string;
}

/** What happens to columns that the service has removed. */
export type RemovedColumns = 'drop' | 'keep' | 'fail';
