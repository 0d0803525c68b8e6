import type { SqlColumn } from '../../contract/design.js';
import { executeDdl } from './ddl.js';
import { quote, realName } from './names.js';
import type { MysqlSession } from './session.js';

/**
 * Tables of values of the official client have the collation of the database: two values that differ only in case, or in
 * blanks at the end, could not both be there. They are small, so their column is changed.
 */
export async function makeLookupsBinary(session: MysqlSession, columns: readonly SqlColumn[]): Promise<void> {
  const { connection, server } = session;
  for (const { lookup } of columns) {
    if (lookup === undefined) continue;
    const table = realName(lookup);
    const [row] = await connection.query(
      `SELECT COLLATION_NAME AS collation, COLUMN_TYPE AS type FROM information_schema.COLUMNS
       WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND COLUMN_NAME = ?`,
      [table, lookup.valueColumn],
    );
    if (row === undefined || row['collation'] === server.binaryCollation) continue;
    await executeDdl(
      session,
      `ALTER TABLE ${quote(table)} MODIFY COLUMN ${quote(lookup.valueColumn)} ${row['type']}
       CHARACTER SET utf8mb4 COLLATE ${server.binaryCollation} NOT NULL`,
    );
  }
}
