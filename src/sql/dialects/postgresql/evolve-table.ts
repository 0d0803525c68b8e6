import { sql } from 'kysely';
import type { TableChange } from '../../contract/change.js';
import type { ExistingColumn, SqlColumn } from '../../contract/design.js';
import type { TargetTable } from '../../contract/names.js';
import { type CatalogColumn, findRelation, readTable } from './catalog.js';
import type { PostgresqlConnection } from './connection.js';
import { addValues, dropTypeIfUnused, enumNameOf, makeTypes } from './enum-types.js';
import { type Fragment, render, tableId } from './render.js';
import { withoutViews } from './saved-views.js';
import { columnDefinition, commentOnColumn, commentOnTable } from './table-ddl.js';
import { itemType, parseType } from './type-text.js';

/** Views and the like that depend on one column, but for the column's own default, key and indexes. */
const COLUMN_DEPENDENTS = `SELECT DISTINCT pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid) AS name
FROM pg_catalog.pg_depend d WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = $1::oid AND d.refobjsubid = $2::int
  AND d.deptype = 'n' ORDER BY 1`;

type ChangeOf<K extends TableChange['kind']> = Extract<TableChange, { kind: K }>;

/** What the changes of a table run with. */
interface Evolving {
  readonly connection: PostgresqlConnection;
  readonly target: TargetTable;
  readonly notes: string[];
}

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
  return change.kind === 'add-column' && isFilledLater(change.column) ? [change.column] : [];
}

/** A new column that forbids NULL and has no default: rows that are there lack a value until the merge. */
function isFilledLater({ nullable, defaultSql }: SqlColumn): boolean {
  return !nullable && defaultSql === undefined;
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

async function addColumn({ connection, target }: Evolving, column: SqlColumn): Promise<void> {
  const definition = columnDefinition(isFilledLater(column) ? { ...column, nullable: true } : column);
  await connection.execute(render(sql`ALTER TABLE ${tableId(target)} ADD COLUMN ${definition}`));
  if (column.comment !== undefined) await connection.execute(commentOnColumn(target, column));
}

/** The default goes first, because the old one may not be cast; views are taken off the column and made again. */
async function changeType(evolving: Evolving, change: ChangeOf<'change-type'>): Promise<void> {
  const { column, from } = change;
  const value = change.discardsValues === true ? sql`NULL::${sql.raw(column.type)}` : castOf(column, from);
  const { oid, found } = await locate(evolving, column.name);
  if (oid === undefined || found === undefined) return;
  await withoutViews(evolving.connection, oid, found.number, async () => {
    await alterColumn(evolving, column.name, sql`DROP DEFAULT`);
    await alterColumn(evolving, column.name, sql`TYPE ${sql.raw(column.type)} USING ${value}`);
    await setDefault(evolving, column);
  });
  const old = enumNameOf(from.type);
  if (old?.schema === evolving.target.schema) await dropTypeIfUnused(evolving.connection, old);
}

/** By text where a direct cast would change the value (`real`) or does not exist (enumerations). */
function castOf({ name, type }: SqlColumn, from: ExistingColumn): Fragment {
  const byText = from.enumValues !== undefined || parseType(itemType(from.type)).base === 'real';
  const brackets = from.type.endsWith('[]') ? '[]' : '';
  const text = byText ? sql`${sql.id(name)}::${sql.raw(`text${brackets}`)}` : sql.id(name);
  return sql`${text}::${sql.raw(type)}`;
}

/** A column that something depends on is kept: a view must not break, nor go, because the service removed a field. */
async function dropColumn(evolving: Evolving, { name, type }: ExistingColumn): Promise<void> {
  const { connection, target, notes } = evolving;
  const { oid, found } = await locate(evolving, name);
  if (oid === undefined || found === undefined) return;
  const dependents = (await connection.rows(COLUMN_DEPENDENTS, [oid, found.number])).map((row) => String(row['name']));
  if (dependents.length > 0) {
    notes.push(`Column ${name} was removed by the service but is kept: ${dependents.join(', ')} depends on it.`);
    return allowNull(evolving, name);
  }
  await connection.execute(render(sql`ALTER TABLE ${tableId(target)} DROP COLUMN ${sql.id(name)}`));
  const enumType = enumNameOf(type);
  if (enumType?.schema === target.schema) await dropTypeIfUnused(connection, enumType);
}

async function allowNull(evolving: Evolving, name: string): Promise<void> {
  const { found } = await locate(evolving, name);
  if (found?.nullable === false) await alterColumn(evolving, name, sql`DROP NOT NULL`);
}

function setDefault(evolving: Evolving, { name, defaultSql }: SqlColumn): Promise<void> {
  const action = defaultSql === undefined ? sql`DROP DEFAULT` : sql`SET DEFAULT ${sql.raw(defaultSql)}`;
  return alterColumn(evolving, name, action);
}

async function alterColumn({ connection, target }: Evolving, name: string, action: Fragment): Promise<void> {
  await connection.execute(render(sql`ALTER TABLE ${tableId(target)} ALTER COLUMN ${sql.id(name)} ${action}`));
}

async function locate(
  { connection, target }: Evolving,
  name: string,
): Promise<{ readonly oid?: string | undefined; readonly found?: CatalogColumn | undefined }> {
  const relation = await findRelation(connection, target);
  const table = await readTable(connection, target);
  return { oid: relation?.oid, found: table?.columns.find((column) => column.name === name) };
}
