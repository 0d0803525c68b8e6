import type { SqlColumn, TableDesign } from '../../contract/design.js';
import { defineColumn, tableComment } from './column-definition.js';
import { literal, quote } from './names.js';
import { columnsToShorten } from './row-size.js';
import type { Server } from './server.js';

/**
 * The statement that makes a fresh table. The primary key is part of it: rows lie in its order, so making it afterwards
 * would write the table a second time.
 */
export function createTable(name: string, design: TableDesign, server: Server): string {
  const short = columnsToShorten(design.columns);
  const columns = design.columns.map((column) =>
    defineColumn(short.has(column.name) ? shorten(column) : column, server.binaryCollation),
  );
  const key = design.key.map(quote).join(', ');
  const comment = design.comment === undefined ? '' : ` COMMENT=${literal(tableComment(design.comment))}`;
  return (
    `CREATE TABLE ${quote(name)} (${columns.join(', ')}, PRIMARY KEY (${key}))` +
    ` ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE ${server.binaryCollation}${comment}`
  );
}

/** The same column outside the row. */
function shorten(column: SqlColumn): SqlColumn {
  return { ...column, type: 'mediumtext' };
}
