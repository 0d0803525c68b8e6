import type { MysqlConnection } from './connection.js';

/**
 * How many rows of the session have taken the place of another one with their key, ever since it began. The answer to
 * LOAD DATA leaves out rows that are equal to the one they replace.
 */
export async function replacedRows(connection: MysqlConnection): Promise<number> {
  const rows = await connection.query(
    "SHOW SESSION STATUS WHERE Variable_name IN ('Handler_update', 'Handler_delete')",
  );
  return rows.reduce((sum, row) => sum + Number(row['Value']), 0);
}
