import type { NewRecord } from '../contract/record.js';

/** A record that says that columns are to forbid NULL once the rows are committed, should it not come to that. */
export function withToForbidNull(record: NewRecord, columns: readonly string[]): NewRecord {
  if (columns.length === 0) return record;
  return { ...record, own: { ...record.own, toForbidNull: [...new Set(columns)] } };
}
