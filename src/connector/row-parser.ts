import { type DapRow, parseJsonRows, type RowKind } from '../dap/index.js';
import { setOwn } from '../schema/json-schema.js';
import { DELETED_AT, UPDATED_AT } from './cdc-columns.js';

/** A record as the stream emits it: the columns of key and value, and the two of the change. */
export type Row = Record<string, unknown>;

/** Records of a chunk, and where the last of them ends. */
export interface ParsedRows {
  readonly rows: Row[];
  readonly end: number;
  /** Deletions that are not among the records. */
  readonly deletesLeftOut: number;
}

/**
 * Parses whole lines of DAP's JSON Lines from `start` on, at least one and about `maxBytes`.
 *
 * @param hasDeletes - false leaves out deletions: without the column that tells of them, they would be rows of nulls.
 * @throws RowFault when the line at `start` cannot be handled; a later one ends the portion before it.
 */
export function parseRows(
  bytes: Buffer,
  start: number,
  maxBytes: number,
  kind: RowKind,
  hasDeletes = true,
): ParsedRows {
  const { rows, end } = parseJsonRows(bytes, start, maxBytes, kind);
  const wanted = hasDeletes ? rows : rows.filter((row) => row.op !== 'D');
  return { rows: wanted.map(toRecord), end, deletesLeftOut: rows.length - wanted.length };
}

/**
 * Makes the record of a row. The parsed value becomes the record itself: copying forty columns would cost more than
 * everything else that is done to them.
 */
export function toRecord({ op, key, value, ts }: DapRow): Row {
  const record: Row = value;
  for (const column in key) {
    if (column === '__proto__') setOwn(record, column, key[column]);
    else record[column] = key[column];
  }
  record[UPDATED_AT] = ts;
  record[DELETED_AT] = op === 'D' ? ts : null;
  return record;
}
