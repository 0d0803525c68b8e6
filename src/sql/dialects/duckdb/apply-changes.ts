import type { TableChange } from '../../contract/change.js';
import type { MergePlan, MergeRows } from '../../contract/database.js';
import type { SqlColumn } from '../../contract/design.js';
import type { Connection } from './connection.js';
import { commentOnColumn, commentOnTable } from './create-table.js';
import { type Place, quoteName, quoteTable } from './names.js';
import { setIndexesAside } from './pending-indexes.js';

type TypeChange = Extract<TableChange, { kind: 'change-type' }>;

/** Changes that DuckDB refuses on a table with indexes of the user. */
const NEEDS_NO_INDEX: ReadonlySet<TableChange['kind']> = new Set([
  'drop-column',
  'keep-removed',
  'change-type',
  'allow-null',
]);

/**
 * Alters the table in the transaction of the merge, before its rows: DuckDB refuses it afterwards. So a table that is to
 * be emptied first still has its rows here, but no statement may depend on their values.
 */
export async function applyChanges(connection: Connection, target: Place, { changes, rows }: MergePlan): Promise<void> {
  if (changes.some(needsNoIndex)) await setIndexesAside(connection, target);
  for (const change of changes) {
    for (const statement of statementsOf(target, change, isRefilled(rows))) await connection.execute(statement);
  }
}

/** True when none of the old rows stays. */
export function isRefilled(rows: MergeRows): boolean {
  return rows.kind === 'snapshot' && rows.strategy === 'truncate' && !rows.keepMissing;
}

/** True when the change may break views that read the table. */
export function mayBreakViews({ kind }: TableChange): boolean {
  return kind === 'drop-column' || kind === 'change-type';
}

/** Columns that are to forbid NULL once the rows are merged: old rows may lack a value until then. */
export function columnsToForbidNull({ changes, rows }: MergePlan): readonly SqlColumn[] {
  return changes.flatMap((change) => {
    if (change.kind === 'forbid-null') return [change.column];
    const isLate =
      (change.kind === 'add-column' && !change.column.nullable && !isFilled(change.column)) ||
      (change.kind === 'change-type' && !change.from.nullable && discardsValues(change, isRefilled(rows)));
    return isLate ? [change.column] : [];
  });
}

function needsNoIndex(change: TableChange): boolean {
  if (NEEDS_NO_INDEX.has(change.kind)) return true;
  return change.kind === 'add-column' && !change.column.nullable && isFilled(change.column);
}

/** DuckDB fills old rows with the default. */
function isFilled({ defaultSql }: SqlColumn): boolean {
  return defaultSql !== undefined;
}

function statementsOf(target: Place, change: TableChange, refilled: boolean): readonly string[] {
  const alter = (name: string) => `ALTER TABLE ${quoteTable(target)} ALTER COLUMN ${quoteName(name)}`;
  switch (change.kind) {
    case 'add-column':
      return addColumn(target, change.column);
    case 'drop-column':
      return [`ALTER TABLE ${quoteTable(target)} DROP COLUMN ${quoteName(change.column.name)}`];
    case 'keep-removed':
      return change.column.nullable ? [] : [`${alter(change.column.name)} DROP NOT NULL`];
    case 'change-type':
      return changeType(target, change, discardsValues(change, refilled));
    case 'allow-null':
      return [`${alter(change.column.name)} DROP NOT NULL`];
    case 'set-default':
      return [`${alter(change.column.name)} ${defaultClause(change.column)}`];
    case 'set-comment':
      return [commentOnColumn(target, change.column)];
    case 'set-table-comment':
      return [commentOnTable(target, change.comment)];
    // Enumerations are texts here; NULL is forbidden after the merge.
    case 'add-values':
    case 'forbid-null':
      return [];
  }
}

/** DuckDB adds no column with a constraint, but takes the constraint afterwards. */
function addColumn(target: Place, column: SqlColumn): readonly string[] {
  const { name, type, nullable, defaultSql, comment } = column;
  const clause = defaultSql === undefined ? '' : ` DEFAULT ${defaultSql}`;
  return [
    `ALTER TABLE ${quoteTable(target)} ADD COLUMN ${quoteName(name)} ${type}${clause}`,
    ...(nullable || !isFilled(column)
      ? []
      : [`ALTER TABLE ${quoteTable(target)} ALTER COLUMN ${quoteName(name)} SET NOT NULL`]),
    ...(comment === undefined ? [] : [commentOnColumn(target, column)]),
  ];
}

/**
 * A default stands in the way of another type, so it goes first and comes back. A column that forbids NULL would take
 * the NULL of discarded values all the same, so it allows it until the rows are there.
 */
function changeType(target: Place, { column, from }: TypeChange, discards: boolean): readonly string[] {
  const alter = `ALTER TABLE ${quoteTable(target)} ALTER COLUMN ${quoteName(column.name)}`;
  return [
    ...(from.defaultSql === undefined ? [] : [`${alter} DROP DEFAULT`]),
    ...(discards && !from.nullable ? [`${alter} DROP NOT NULL`] : []),
    `${alter} SET DATA TYPE ${column.type}${discards ? ' USING NULL' : ''}`,
    ...(column.defaultSql === undefined ? [] : [`${alter} SET DEFAULT ${column.defaultSql}`]),
  ];
}

function discardsValues(change: TypeChange, refilled: boolean): boolean {
  return refilled || change.discardsValues === true;
}

function defaultClause({ defaultSql }: SqlColumn): string {
  return defaultSql === undefined ? 'DROP DEFAULT' : `SET DEFAULT ${defaultSql}`;
}
