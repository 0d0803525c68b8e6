import type { SqlColumn } from '../../contract/design.js';
import type { LoadCell } from '../../contract/load-cell.js';
import type { CatalogColumn } from './catalog.js';
import { defineColumn } from './column-definition.js';
import { enumType, parseEnum } from './enum-values.js';
import { type CellTarget, columnTarget } from './load-target.js';
import { quote } from './names.js';
import { columnsToShorten } from './row-size.js';
import type { MysqlSession } from './session.js';

/** A column of a staging table. Its own name cannot be that of another one: `c0`, `c1`. */
export interface StagedColumn {
  readonly column: SqlColumn;
  /** Name of the cell as it came. */
  readonly cell: string;
  /** Name of what goes into the table: the cell, or the key that a lookup table has for it. */
  readonly value: string;
}

/** A temporary table that takes rows before they are merged or compared. Only its own session sees it. */
export interface Staging {
  readonly table: string;
  readonly columns: readonly StagedColumn[];
  readonly key: readonly StagedColumn[];
  targets(cells: readonly LoadCell[]): readonly CellTarget[];
}

/**
 * Names the columns of a staging table.
 *
 * @param parts - `all` columns, or the key alone
 */
export function planStaging(table: string, columns: readonly SqlColumn[], parts: 'all' | 'key' = 'all'): Staging {
  const staged = columns.map((column, index): StagedColumn => {
    const cell = `c${index}`;
    return { column, cell, value: column.lookup === undefined ? cell : `i${index}` };
  });
  const key = staged.filter(({ column }) => column.isKey);
  const used = parts === 'all' ? staged : key;
  const names = new Map(used.map(({ column, cell }) => [column.name, cell]));
  return {
    table,
    columns: used,
    key,
    targets: (cells) => cells.map((cell) => targetOf(cell, names)),
  };
}

function targetOf(cell: LoadCell, names: ReadonlyMap<string, string>): CellTarget {
  if (cell.kind !== 'column') return { kind: 'column', name: cell.kind === 'instant' ? 'at' : 'act', isHex: false };
  const name = names.get(cell.column.name);
  return name === undefined ? { kind: 'skip' } : columnTarget(cell.column, name);
}

/**
 * Makes the table, empty.
 *
 * @param order - `arrival`: all rows stay, numbered. `key`: of a key that comes more than once the last row stays.
 * @param existing - columns of the table that the rows are for: texts are compared as they are there
 */
export async function makeStaging(
  session: MysqlSession,
  staging: Staging,
  order: 'arrival' | 'key',
  existing: readonly CatalogColumn[],
): Promise<void> {
  const key = staging.key.map(({ cell }) => quote(cell)).join(', ');
  const first = order === 'arrival' ? ['`n` bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY'] : [];
  const last = order === 'arrival' ? [] : [`PRIMARY KEY (${key})`];
  const columns = [...first, ...stagedColumns(session, staging, existing), ...last];
  await dropStaging(session, staging);
  await session.connection.execute(
    `CREATE TEMPORARY TABLE ${quote(staging.table)} (${columns.join(', ')}) ENGINE=InnoDB ROW_FORMAT=DYNAMIC`,
  );
}

/** The columns for the cells of a row: instant and action of a change, then those of the table. */
export function stagedColumns(
  session: MysqlSession,
  staging: Staging,
  existing: readonly CatalogColumn[] = [],
): string[] {
  const sized = staging.columns.map(({ column }) => ({
    name: column.name,
    type: stagedType(column),
    isKey: column.isKey,
  }));
  const short = columnsToShorten(sized);
  const meta = ['`at` varchar(40)', '`act` varchar(8)'].map(
    (each) => `${each} CHARACTER SET ascii COLLATE ascii_bin NULL`,
  );
  const cells = staging.columns.flatMap(({ column, cell, value }) => {
    const found = existing.find(({ name }) => name === column.name);
    const type = short.has(column.name) ? 'mediumtext' : stagedType(column);
    const { charset, collation } = column.lookup === undefined ? { ...found } : {};
    const definition = defineColumn(
      // Deleted rows lack everything but the key.
      { name: cell, type, nullable: !column.isKey, defaultSql: column.defaultSql, charset, collation },
      session.server.binaryCollation,
    );
    return value === cell ? [definition] : [definition, `${quote(value)} ${column.type} NULL`];
  });
  return [...meta, ...cells];
}

/** An enumeration takes its new values before the table does. */
function stagedType({ form, lookup, type }: SqlColumn): string {
  if (lookup !== undefined) return 'varchar(255)';
  return form.kind === 'enum' && parseEnum(type) !== undefined ? enumType(form.values) : type;
}

/** Makes a message of the server name the column of the table, not ours. */
export function nameStaged(message: string, { columns }: Staging): string {
  return message.replace(/(column '?)(c\d+)\b/g, (all, before: string, cell: string) => {
    const found = columns.find((staged) => staged.cell === cell);
    return found === undefined ? all : `${before}${found.column.name}`;
  });
}

/** Drops the table if it is there. */
export async function dropStaging({ connection }: MysqlSession, { table }: Staging): Promise<void> {
  await connection.execute(`DROP TEMPORARY TABLE IF EXISTS ${quote(table)}`);
}

/** Tables of values that the official client made: values that are new get a key, staged rows take the keys. */
export async function resolveLookups(
  session: MysqlSession,
  staging: Staging,
  lookupName: (column: SqlColumn) => string,
): Promise<void> {
  for (const { column, cell, value } of staging.columns) {
    if (column.lookup === undefined) continue;
    const table = quote(lookupName(column));
    const id = quote(column.lookup.idColumn);
    const text = quote(column.lookup.valueColumn);
    const stage = quote(staging.table);
    await session.connection.execute(
      `INSERT INTO ${table} (${text}) SELECT DISTINCT s.${cell} FROM ${stage} s LEFT JOIN ${table} l ON l.${text} = s.${cell}
       WHERE l.${id} IS NULL AND s.${cell} IS NOT NULL`,
    );
    await session.connection.execute(
      `UPDATE ${stage} s JOIN ${table} l ON l.${text} = s.${cell} SET s.${value} = l.${id}`,
    );
  }
}
