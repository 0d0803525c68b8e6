import type { DialectName } from '../../sql/index.js';

/** A cell as the database itself writes it; null is SQL's NULL. */
export type CellText = string | null;

/** A column as the catalogue of the database has it. */
export interface ReadColumn {
  readonly name: string;
  /** In the words of the catalogue: `bigint`, `longtext`, `TIMESTAMP`. */
  readonly type: string;
  readonly nullable: boolean;
}

/** A table as it was read. */
export interface ReadTable {
  readonly columns: readonly ReadColumn[];
  readonly rows: readonly (readonly CellText[])[];
}

/** A database of its own, empty at first, with a reader that shares no code with the replicator. */
export interface Scratch {
  readonly dialect: DialectName;
  /** As a connection string names it. */
  readonly url: string;
  /** Runs any statement; the rows are texts as the database writes them. */
  query(sql: string): Promise<readonly Readonly<Record<string, CellText>>[]>;
  /** The whole table, or undefined where it does not exist. */
  read(namespace: string, table: string): Promise<ReadTable | undefined>;
  /** Its name in SQL, quoted. */
  nameOf(namespace: string, table: string): string;
  /** Every table, view and type beside the meta tables, as `schema.name`, sorted. */
  objects(): Promise<readonly string[]>;
  /** Makes it empty again. */
  reset(): Promise<void>;
  /** Lets go of the file or connection until the next call, so that another process can have it. */
  pause(): Promise<void>;
  close(): Promise<void>;
}
