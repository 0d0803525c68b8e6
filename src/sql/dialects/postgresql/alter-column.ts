import { sql } from 'kysely';
import type { SqlColumn } from '../../contract/design.js';
import type { TargetTable } from '../../contract/names.js';
import { type CatalogColumn, findRelation, readTable } from './catalog.js';
import type { PostgresqlConnection } from './connection.js';
import { type Fragment, render, tableId } from './render.js';
import { columnDefinition, commentOnColumn } from './table-ddl.js';

/** What the changes of a table run with. */
export interface Evolving {
  readonly connection: PostgresqlConnection;
  readonly target: TargetTable;
  readonly notes: string[];
  /** Rows stay that no snapshot brings again: their values must not go. */
  readonly keepsRows: boolean;
}

/** A new column that forbids NULL and has no default: rows that are there lack a value until the merge. */
export function isFilledLater({ nullable, defaultSql }: SqlColumn): boolean {
  return !nullable && defaultSql === undefined;
}

/** Adds a column; one that is filled by the rows takes NULL until then. */
export async function addColumn({ connection, target }: Evolving, column: SqlColumn): Promise<void> {
  const definition = columnDefinition(isFilledLater(column) ? { ...column, nullable: true } : column);
  await connection.execute(render(sql`ALTER TABLE ${tableId(target)} ADD COLUMN ${definition}`));
  if (column.comment !== undefined) await connection.execute(commentOnColumn(target, column));
}

/** Lets a column take NULL, if it does not yet. */
export async function allowNull(evolving: Evolving, name: string): Promise<void> {
  const { found } = await locateColumn(evolving, name);
  if (found?.nullable === false) await alterColumn(evolving, name, sql`DROP NOT NULL`);
}

/** Gives a column its default, or takes it away. */
export function setDefault(evolving: Evolving, { name, defaultSql }: SqlColumn): Promise<void> {
  const action = defaultSql === undefined ? sql`DROP DEFAULT` : sql`SET DEFAULT ${sql.raw(defaultSql)}`;
  return alterColumn(evolving, name, action);
}

/** `ALTER COLUMN` with any action. */
export async function alterColumn({ connection, target }: Evolving, name: string, action: Fragment): Promise<void> {
  await connection.execute(render(sql`ALTER TABLE ${tableId(target)} ALTER COLUMN ${sql.id(name)} ${action}`));
}

/** The number of the table in the catalogue, and a column of it. */
export async function locateColumn(
  { connection, target }: Evolving,
  name: string,
): Promise<{ readonly oid?: string | undefined; readonly found?: CatalogColumn | undefined }> {
  const relation = await findRelation(connection, target);
  const table = await readTable(connection, target);
  return { oid: relation?.oid, found: table?.columns.find((column) => column.name === name) };
}
