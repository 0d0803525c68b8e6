import type { TableChange } from '../../contract/change.js';
import type { SqlColumn } from '../../contract/design.js';
import { alterTable } from './alter.js';
import { type CatalogColumn, type CatalogTable, readTable } from './catalog.js';
import {
  type ColumnDefinition,
  columnComment,
  defaultExpression,
  defineColumn,
  tableComment,
} from './column-definition.js';
import { enumType } from './enum-values.js';
import { literal, quote } from './names.js';
import { columnBytes, columnsToShorten } from './row-size.js';
import { type MysqlSession, note } from './session.js';
import { dependentViews, usesColumn, viewName } from './views.js';

/**
 * Changes that have to be there before rows are written. Each looks at the catalogue first, so that a run after a kill
 * leaves out what is done. None takes a value away: if the rows are never written, the table has the old ones.
 */
export async function alterBefore(session: MysqlSession, changes: readonly TableChange[]): Promise<void> {
  for (const change of changes) {
    const table = await readTable(session.connection, session.table, session.replica);
    if (table !== undefined) await alterOne(session, table, change);
  }
}

/**
 * Changes that have to wait until the rows and the record are committed: the table may lose a column only then. The
 * next run makes up for them, because it compares the table with the schema again.
 */
export async function alterAfter(session: MysqlSession, changes: readonly TableChange[]): Promise<void> {
  for (const change of changes) {
    if (change.kind === 'drop-column') await dropColumn(session, change.column.name);
    if (change.kind === 'forbid-null') await forbidNull(session, change.column.name);
  }
}

async function alterOne(session: MysqlSession, table: CatalogTable, change: TableChange): Promise<void> {
  if (change.kind === 'set-table-comment') {
    const comment = tableComment(change.comment ?? '');
    if (comment !== (table.comment ?? '')) await alterTable(session, `COMMENT=${literal(comment)}`);
    return;
  }
  const found = table.columns.find(({ name }) => name === change.column.name);
  if (change.kind === 'add-column') {
    if (found === undefined) await addColumn(session, table, change.column);
    return;
  }
  if (found !== undefined) await alterColumn(session, found, change);
}

type ColumnChange = Exclude<TableChange, { kind: 'set-table-comment' | 'add-column' }>;

async function alterColumn(session: MysqlSession, found: CatalogColumn, change: ColumnChange): Promise<void> {
  switch (change.kind) {
    case 'drop-column':
    case 'keep-removed':
      return allowMissing(session, found);
    case 'add-values':
      return addValues(session, found, change.values);
    case 'change-type':
      return changeType(session, found, change.column);
    case 'allow-null':
      if (!found.nullable) await modify(session, { ...found, nullable: true });
      return;
    case 'set-default':
      return setDefault(session, found, change.column.defaultSql);
    case 'set-comment': {
      const comment = columnComment(change.column.comment ?? '');
      if (comment !== (found.comment ?? '')) await modify(session, { ...found, comment });
      return;
    }
    case 'forbid-null':
      return;
  }
}

/** Adds a column; `after` is the one that it stands behind. */
export async function addColumn(
  session: MysqlSession,
  table: CatalogTable,
  column: SqlColumn,
  after?: string,
): Promise<void> {
  const taken = table.columns.reduce((sum, { type }) => sum + columnBytes(type), 0);
  const isTooLong = columnsToShorten([column], taken).size > 0;
  const definition = isTooLong ? { ...column, type: 'mediumtext' } : column;
  const place = after === undefined ? '' : ` AFTER ${quote(after)}`;
  await alterTable(session, `ADD COLUMN ${defineColumn(definition, session.server.binaryCollation)}${place}`);
}

/** Rows come without the column from now on. */
export async function allowMissing(session: MysqlSession, found: CatalogColumn): Promise<void> {
  if (!found.nullable && found.defaultSql === undefined) await modify(session, { ...found, nullable: true });
}

async function addValues(session: MysqlSession, found: CatalogColumn, values: readonly string[]): Promise<void> {
  const old = found.enumValues ?? [];
  const more = values.filter((value) => !old.includes(value));
  if (more.length === 0) return;
  await modify(session, { ...found, type: enumType([...old, ...more]) });
}

async function changeType(session: MysqlSession, found: CatalogColumn, column: SqlColumn): Promise<void> {
  if (found.type === column.type) return;
  const { charset, collation, ...rest } = found;
  await modify(session, { ...rest, type: column.type, defaultSql: column.defaultSql });
}

async function setDefault(session: MysqlSession, found: CatalogColumn, defaultSql: string | undefined): Promise<void> {
  if (found.defaultSql === defaultSql) return;
  const name = quote(found.name);
  const change = defaultSql === undefined ? 'DROP DEFAULT' : `SET DEFAULT ${defaultExpression(found.type, defaultSql)}`;
  await alterTable(session, `ALTER COLUMN ${name} ${change}`);
}

async function forbidNull(session: MysqlSession, name: string): Promise<void> {
  const { connection, table, replica } = session;
  const found = (await readTable(connection, table, replica))?.columns.find((column) => column.name === name);
  if (found === undefined || !found.nullable) return;
  const empty = await connection.query(`SELECT 1 AS found FROM ${quote(table)} WHERE ${quote(name)} IS NULL LIMIT 1`);
  if (empty.length === 0) await modify(session, { ...found, nullable: false });
}

async function dropColumn(session: MysqlSession, name: string): Promise<void> {
  const { connection, server, table, replica } = session;
  const found = (await readTable(connection, table, replica))?.columns.find((column) => column.name === name);
  if (found === undefined) return;
  const views = (await dependentViews(connection, server, table)).filter((view) => usesColumn(view, name));
  if (views.length > 0) {
    note(session, `Column ${name} was removed by the service; it stays because of ${views.map(viewName).join(', ')}.`);
    return;
  }
  const key = found.foreignKey === undefined ? '' : `DROP FOREIGN KEY ${quote(found.foreignKey)}, `;
  await alterTable(session, `${key}DROP COLUMN ${quote(name)}`);
}

async function modify(session: MysqlSession, definition: ColumnDefinition): Promise<void> {
  await alterTable(session, `MODIFY COLUMN ${defineColumn(definition, session.server.binaryCollation)}`);
}
