import type { MysqlConnection } from './connection.js';
import { quote } from './names.js';
import type { Server } from './server.js';

/** A view of the server that reads a table. */
export interface DependentView {
  readonly schema: string;
  readonly name: string;
  /** Its text as the server keeps it; empty when it may not be seen. */
  readonly definition: string;
}

/** Views that read a table, sorted. Only those that the user of the connection may see. */
export async function dependentViews(
  connection: MysqlConnection,
  server: Server,
  table: string,
): Promise<readonly DependentView[]> {
  const name = `${quote(server.database)}.${quote(table)}`;
  // The server writes names of tables in full into the text of a view. MySQL also keeps a list, but it shows the same.
  const rows = await connection.query(
    `SELECT TABLE_SCHEMA AS viewSchema, TABLE_NAME AS viewName, VIEW_DEFINITION AS definition
     FROM information_schema.VIEWS WHERE LOCATE(?, VIEW_DEFINITION) > 0 ORDER BY TABLE_SCHEMA, TABLE_NAME`,
    [name],
  );
  return rows.map((row) => ({
    schema: String(row['viewSchema']),
    name: String(row['viewName']),
    definition: String(row['definition']),
  }));
}

/** How a view is called in messages. */
export function viewName({ schema, name }: DependentView): string {
  return `${schema}.${name}`;
}

/** Whether a view names a column of the table. The server writes them in full as well; an alias of the table is seen too. */
export function usesColumn(view: DependentView, column: string): boolean {
  return view.definition.includes(`.${quote(column)}`);
}
