import type { TableRef } from '../../dap/index.js';

/** A line of the history of replication: what became of a table. */
export interface HistoryLine {
  readonly ref: TableRef;
  /** Schema of the table in the database. */
  readonly schema: string;
  /** Id of the run that it belongs to, at most 64 characters. */
  readonly run: string;
  readonly action: string;
  readonly status: string;
  /** RFC 3339 with a zone. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly upserted: number;
  readonly deleted: number;
  /** All of it as JSON, of whoever keeps the history. */
  readonly entry: string;
}

/** The history in the database: a table of the meta schema, which is made with the first line. */
export interface HistoryStore {
  /** Adds a line. Safe when several processes do it at once. */
  append(line: HistoryLine): Promise<void>;
  /** Entries, the newest first; none where there is no table. */
  entries(filter: {
    readonly table?: (TableRef & { readonly schema: string }) | undefined;
    readonly limit: number;
  }): Promise<readonly string[]>;
  /** Removes lines that ended before an instant, and the oldest beyond a number. */
  prune(bounds: { readonly endedBefore: string; readonly keep: number }): Promise<void>;
}
