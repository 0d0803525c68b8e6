import type { Connection } from './connection.js';
import { isDuplicateKey } from './errors.js';
import { nameList, type Place, quoteName, quoteTable } from './names.js';
import { insertFrom, type RowSource } from './row-source.js';
import { rollBack } from './transaction.js';

/** What became of the rows of a file. */
export interface KeyedRows {
  readonly inserted: number;
  /** Rows whose key came more than once. */
  readonly duplicates: number;
}

/** A table, and the columns of its key. */
export interface KeyedTable {
  readonly connection: Connection;
  readonly place: Place;
  readonly key: readonly string[];
}

const AGAIN = 'temp.main.dap_again';

/** Inserts rows in a transaction, which begins again when the table has some of their keys already. */
export async function insertKeyed(table: KeyedTable, source: RowSource): Promise<KeyedRows> {
  const { connection, place } = table;
  try {
    return { inserted: await connection.execute(insertFrom(quoteTable(place), source)), duplicates: 0 };
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    await rollBack(connection);
    await connection.execute('BEGIN TRANSACTION');
    return await replaceRows(table, source);
  }
}

/** Of rows with one key the last stays. */
async function replaceRows({ connection, place, key }: KeyedTable, source: RowSource): Promise<KeyedRows> {
  const table = quoteTable(place);
  const names = nameList(source.names);
  await connection.execute(`CREATE OR REPLACE TEMP TABLE dap_again AS SELECT * FROM ${table} LIMIT 0`);
  const inserted = await connection.execute(insertFrom(AGAIN, source));
  const inFile = await connection.execute(
    `DELETE FROM ${AGAIN} WHERE rowid NOT IN (SELECT max(rowid) FROM ${AGAIN} GROUP BY ${nameList(key)})`,
  );
  const isSame = key.map((name) => `s.${quoteName(name)} = t.${quoteName(name)}`).join(' AND ');
  const before = await connection.execute(
    `DELETE FROM ${table} AS t WHERE EXISTS (SELECT 1 FROM ${AGAIN} AS s WHERE ${isSame})`,
  );
  await connection.execute(`INSERT INTO ${table} (${names}) SELECT ${names} FROM ${AGAIN}`);
  await connection.execute(`DROP TABLE ${AGAIN}`);
  return { inserted, duplicates: inFile + before };
}

/** Of rows with one key the last stays, so that the table can have its key. Tells how many were deleted. */
export async function deleteDuplicates({ connection, place, key }: KeyedTable): Promise<number> {
  if (key.length === 0) return 0;
  const table = quoteTable(place);
  const names = nameList(key);
  const [found] = await connection.query(
    `SELECT count(*) AS keys FROM (SELECT 1 FROM ${table} GROUP BY ${names} HAVING count(*) > 1)`,
  );
  if (Number(found?.['keys']) === 0) return 0;
  return await connection.execute(
    `DELETE FROM ${table} WHERE rowid NOT IN (SELECT max(rowid) FROM ${table} GROUP BY ${names})`,
  );
}
