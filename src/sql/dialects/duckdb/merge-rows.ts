import type { MergeCounts, MergePlan } from '../../contract/database.js';
import { isRefilled } from './apply-changes.js';
import type { Connection } from './connection.js';
import { ACTION_COLUMN } from './load-csv.js';
import { nameList, type Place, quoteName, quoteTable } from './names.js';

const CARRIED = 'temp.main.dap_carried';

/** What the statements are about. */
interface Rows {
  readonly connection: Connection;
  readonly table: string;
  /** Holds one row of each key. */
  readonly staging: string;
  readonly key: readonly string[];
  readonly columns: readonly string[];
  /** Columns that the service does not know: their values stay. */
  readonly extras: readonly string[];
}

/**
 * Writes the rows of staging into the table. Rows are replaced by a delete and an insert: DuckDB updates a list by
 * searching its key for each row, twenty times slower.
 */
export async function mergeRows(
  connection: Connection,
  place: Place,
  staging: string,
  plan: MergePlan,
): Promise<MergeCounts> {
  const rows = toRows(connection, quoteTable(place), staging, plan);
  if (plan.rows.kind === 'changes') return await mergeChanges(rows);
  return isRefilled(plan.rows) ? await refill(rows) : await mergeDifferences(rows, plan.rows.keepMissing);
}

function toRows(connection: Connection, table: string, staging: string, plan: MergePlan): Rows {
  const dropped = plan.changes.flatMap((change) => (change.kind === 'drop-column' ? [change.column.name] : []));
  const columns = plan.columns.map(({ name }) => name);
  const extras = plan.existing.columns
    .map(({ name }) => name)
    .filter((name) => !columns.includes(name) && !dropped.includes(name));
  return { connection, table, staging, key: plan.existing.key, columns, extras };
}

async function mergeChanges(rows: Rows): Promise<MergeCounts> {
  const { connection, table, staging } = rows;
  const isDelete = `s.${quoteName(ACTION_COLUMN)} = 'D'`;
  const deleted = await connection.execute(
    `DELETE FROM ${table} AS t WHERE EXISTS (SELECT 1 FROM ${staging} AS s WHERE ${isDelete} AND ${sameKey(rows)})`,
  );
  const upserted = await replaceRows(rows, `${isDelete.replace('=', 'IS DISTINCT FROM')}`);
  return { upserted, deleted };
}

async function mergeDifferences(rows: Rows, keepMissing: boolean): Promise<MergeCounts> {
  const { connection, table, staging, columns } = rows;
  const deleted = keepMissing ? 0 : await connection.execute(`DELETE FROM ${table} AS t WHERE ${isMissing(rows)}`);
  const isEqual = columns.map((name) => `t.${quoteName(name)} IS NOT DISTINCT FROM s.${quoteName(name)}`).join(' AND ');
  await connection.execute(
    `DELETE FROM ${staging} WHERE rowid IN
     (SELECT s.rowid FROM ${staging} AS s JOIN ${table} AS t ON ${sameKey(rows)} WHERE ${isEqual})`,
  );
  return { upserted: await replaceRows(rows, 'true'), deleted };
}

async function refill({ connection, table, staging, columns, ...rest }: Rows): Promise<MergeCounts> {
  const [missing] = await connection.query(
    `SELECT count(*) AS rows FROM ${table} AS t WHERE ${isMissing({ connection, table, staging, columns, ...rest })}`,
  );
  await connection.execute(`DELETE FROM ${table}`);
  const upserted = await connection.execute(
    `INSERT INTO ${table} (${nameList(columns)}) SELECT ${nameList(columns)} FROM ${staging}`,
  );
  return { upserted, deleted: Number(missing?.['rows']) };
}

/** Replaces the rows of the table that staging has too, and inserts the others. */
async function replaceRows(rows: Rows, condition: string): Promise<number> {
  const { connection, table, staging, columns, extras } = rows;
  const hasExtras = extras.length > 0;
  if (hasExtras) await carryExtras(rows, condition);
  await connection.execute(
    `DELETE FROM ${table} AS t WHERE EXISTS (SELECT 1 FROM ${staging} AS s WHERE ${condition} AND ${sameKey(rows)})`,
  );
  const isCarried = `EXISTS (SELECT 1 FROM ${CARRIED} AS t WHERE ${sameKey(rows)})`;
  const isNew = hasExtras ? `${condition} AND NOT ${isCarried}` : condition;
  const inserted = await connection.execute(
    `INSERT INTO ${table} (${nameList(columns)}) SELECT ${nameList(columns, 's.')} FROM ${staging} AS s WHERE ${isNew}`,
  );
  if (!hasExtras) return inserted;
  const kept = await connection.execute(
    `INSERT INTO ${table} (${nameList([...columns, ...extras])})
     SELECT ${nameList(columns, 's.')}, ${nameList(extras, 't.')} FROM ${staging} AS s JOIN ${CARRIED} AS t
     ON ${sameKey(rows)} WHERE ${condition}`,
  );
  await connection.execute(`DROP TABLE ${CARRIED}`);
  return inserted + kept;
}

async function carryExtras(rows: Rows, condition: string): Promise<void> {
  const { connection, table, staging, key, extras } = rows;
  await connection.execute(
    `CREATE OR REPLACE TEMP TABLE dap_carried AS SELECT ${nameList([...key, ...extras], 't.')} FROM ${table} AS t
     WHERE EXISTS (SELECT 1 FROM ${staging} AS s WHERE ${condition} AND ${sameKey(rows)})`,
  );
}

function isMissing(rows: Rows): string {
  return `NOT EXISTS (SELECT 1 FROM ${rows.staging} AS s WHERE ${sameKey(rows)})`;
}

function sameKey({ key }: Rows): string {
  return key.map((name) => `s.${quoteName(name)} = t.${quoteName(name)}`).join(' AND ');
}
