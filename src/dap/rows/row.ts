import type { JsonValue } from '../../util/json.js';

/** What happened to a row: written (inserted or updated), or deleted. */
export type RowOp = 'U' | 'D';

/** Which query a row comes from: only changes say by `meta.action` what happened, and only they hold deletions. */
export type RowKind = 'snapshot' | 'incremental';

/** Members of a part of a row by name; integers beyond 2^53 are `bigint`. */
export type RowMembers = Record<string, JsonValue>;

/** A row of a table, whatever the format of its file. */
export interface DapRow {
  readonly op: RowOp;
  readonly key: RowMembers;
  /** Empty for a deletion. */
  readonly value: RowMembers;
  /** The instant of the commit, as DAP writes it. */
  readonly ts: string;
}

/** Some consecutive rows of a chunk. */
export interface RowBatch {
  readonly rows: DapRow[];
  /** Where the batch ends in the chunk. */
  readonly end: number;
}
