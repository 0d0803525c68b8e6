import { sql } from 'kysely';
import type { TableChange } from '../../contract/change.js';
import type { ExistingColumn, SqlColumn } from '../../contract/design.js';
import type { TargetTable } from '../../contract/names.js';
import {
  addColumn,
  allowNull,
  alterColumn,
  type Evolving,
  isFilledLater,
  locateColumn,
  setDefault,
} from './alter-column.js';
import { readTable } from './catalog.js';
import { changeType, losesValues } from './change-type.js';
import type { PostgresqlConnection } from './connection.js';
import { addValues, dropTypeIfUnused, enumNameOf, makeTypes } from './enum-types.js';
import { render, tableId } from './render.js';
import { commentOnColumn, commentOnTable } from './table-ddl.js';

/** Views and the like that depend on one column, but for the column's own default, key and indexes. */
const COLUMN_DEPENDENTS = `SELECT DISTINCT pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid) AS name
FROM pg_catalog.pg_depend d WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = $1::oid AND d.refobjsubid = $2::int
  AND d.deptype = 'n' ORDER BY 1`;

/** Indexes of the user that a column is part of. */
const COLUMN_INDEXES = `SELECT i.indexrelid::regclass::text AS name FROM pg_catalog.pg_index i
WHERE i.indrelid = $1::oid AND NOT i.indisprimary AND ($2::int = ANY (i.indkey::int2[]) OR EXISTS (
  SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
    AND d.refclassid = 'pg_class'::regclass AND d.refobjid = $1::oid AND d.refobjsubid = $2::int)) ORDER BY 1`;

/** Adds new values of enumerations, committed at once: they cannot be used in the transaction that adds them. */
export async function addNewValues(
  connection: PostgresqlConnection,
  target: TargetTable,
  changes: readonly TableChange[],
): Promise<void> {
  if (!changes.some(({ kind }) => kind === 'add-values')) return;
  const columns = (await readTable(connection, target))?.columns ?? [];
  for (const change of changes) {
    if (change.kind !== 'add-values') continue;
    const existing = columns.find(({ name }) => name === change.column.name);
    const type = enumNameOf(existing?.type ?? change.column.type);
    if (type === undefined) continue;
    const missing = change.values.filter((value) => existing?.enumValues?.includes(value) !== true);
    await addValues(connection, type, missing);
  }
}

/** Makes the changes that come before the rows, in the transaction under way. */
export async function changeTable(evolving: Evolving, changes: readonly TableChange[]): Promise<void> {
  for (const change of changes) await changeOne(evolving, change);
}

/** Forbids NULL where no row has it; left as it is otherwise. Comes after the rows. */
export async function forbidNulls(evolving: Evolving, changes: readonly TableChange[]): Promise<void> {
  const { connection, target, notes } = evolving;
  for (const { name } of changes.flatMap(columnWithoutNull)) {
    const table = tableId(target);
    const [row] = await connection.rows(
      render(sql`SELECT EXISTS (SELECT FROM ${table} WHERE ${sql.id(name)} IS NULL) AS found`),
    );
    if (row?.['found'] === true) notes.push(`Column ${name} still takes NULL: rows of the table lack a value.`);
    else await alterColumn(evolving, name, sql`SET NOT NULL`);
  }
}

function columnWithoutNull(change: TableChange): SqlColumn[] {
  if (change.kind === 'forbid-null') return [change.column];
  if (change.kind === 'change-type') return losesValues(change) && !change.column.nullable ? [change.column] : [];
  return change.kind === 'add-column' && isFilledLater(change.column) ? [change.column] : [];
}

async function changeOne(evolving: Evolving, change: TableChange): Promise<void> {
  const { connection, target } = evolving;
  switch (change.kind) {
    case 'add-column':
      if (change.enumType !== undefined) await makeTypes(connection, [change.enumType]);
      return addColumn(evolving, change.column);
    case 'change-type':
      if (change.enumType !== undefined) await makeTypes(connection, [change.enumType]);
      return changeType(evolving, change);
    case 'drop-column':
      return dropColumn(evolving, change.column);
    case 'keep-removed':
      return allowNull(evolving, change.column.name);
    case 'allow-null':
      return allowNull(evolving, change.column.name);
    case 'set-default':
      return setDefault(evolving, change.column);
    case 'set-comment':
      await connection.execute(commentOnColumn(target, change.column));
      return;
    case 'set-table-comment':
      await connection.execute(commentOnTable(target, change.comment));
      return;
    case 'add-values':
    case 'forbid-null':
      return;
  }
}

/** A column that something depends on is kept: a view must not break, nor go, because the service removed a field. */
async function dropColumn(evolving: Evolving, { name, type }: ExistingColumn): Promise<void> {
  const { connection, target, notes } = evolving;
  const { oid, found } = await locateColumn(evolving, name);
  if (oid === undefined || found === undefined) return;
  const dependents = (await connection.rows(COLUMN_DEPENDENTS, [oid, found.number])).map((row) => String(row['name']));
  if (dependents.length > 0) {
    notes.push(`Column ${name} was removed by the service but is kept: ${dependents.join(', ')} depends on it.`);
    return allowNull(evolving, name);
  }
  for (const row of await connection.rows(COLUMN_INDEXES, [oid, found.number])) {
    notes.push(`Index ${String(row['name'])} went with column ${name}, which the service has removed.`);
  }
  await connection.execute(render(sql`ALTER TABLE ${tableId(target)} DROP COLUMN ${sql.id(name)}`));
  const enumType = enumNameOf(type);
  if (enumType?.schema === target.schema) await dropTypeIfUnused(connection, enumType);
}
