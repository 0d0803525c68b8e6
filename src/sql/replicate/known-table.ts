import { isCodedError } from '../../errors.js';
import { isJsonObject, parseJson } from '../../util/json.js';
import type { ExistingTable, SqlColumn, TableDesign } from '../contract/design.js';
import type { TableRecord } from '../contract/record.js';
import { designTable } from '../design/design-table.js';
import { foldName } from '../design/fold-name.js';
import { type PlannedEvolution, planEvolution } from '../design/plan-evolution.js';
import type { TableWork } from './table-work.js';

/** A table that is recorded and exists. */
export interface KnownTable {
  readonly record: TableRecord;
  readonly existing: ExistingTable;
  /** The table by the schema of the last sync. */
  readonly previous: TableDesign | undefined;
}

/** What is known of a recorded table. */
export function knownTable(work: TableWork, record: TableRecord, existing: ExistingTable): KnownTable {
  return { record, existing, previous: previousDesign(work, record) };
}

function previousDesign({ replica, database, tell }: TableWork, record: TableRecord): TableDesign | undefined {
  try {
    const document = parseJson(record.schemaText);
    if (isJsonObject(document)) return designTable(replica, document, record.schemaVersion, database.types);
  } catch (error) {
    if (!(error instanceof SyntaxError) && !isCodedError(error, 'DAP_SCHEMA_UNUSABLE')) throw error;
  }
  tell.warn('The recorded schema of the table cannot be read. The table is compared with the new schema alone.');
  return undefined;
}

/** What has to happen to the table for a schema of the service. */
export function planFor(
  { database, options }: TableWork,
  { record, existing, previous }: KnownTable,
  design: TableDesign,
  rebuild: boolean,
): PlannedEvolution {
  return planEvolution({
    existing,
    design,
    types: database.types,
    known: record.own?.columns ?? (previous ?? design).columns.map(({ name }) => name),
    unfinished: record.own?.toForbidNull ?? [],
    previous,
    removed: options.removedColumns ?? 'drop',
    rebuild,
    fold: (name) => foldName(database.dialect, name),
  });
}

/** Changes of a column without which the table cannot hold the values of today. */
const PENDING = new Set(['add-column', 'add-values', 'change-type']);

/** The columns that the table has as they are wanted; the others wait for their changes. */
export function withoutPending({ changes, columns }: PlannedEvolution): readonly SqlColumn[] {
  const pending = new Set(
    changes.flatMap((change) => ('column' in change && PENDING.has(change.kind) ? [change.column.name] : [])),
  );
  return columns.filter(({ name }) => !pending.has(name));
}
