import type { RowLoad } from '../../contract/database.js';
import type { SqlColumn } from '../../contract/design.js';
import type { LoadCell } from '../../contract/load-cell.js';
import { ACTION_COLUMN, INSTANT_COLUMN, insertFile } from './load-csv.js';
import type { TellMemory } from './memory.js';
import { needToInsert, needToMerge } from './memory-need.js';
import { nameList, quoteName } from './names.js';
import type { SessionParts } from './session-parts.js';
import { createSpooledRows } from './spooled-rows.js';
import { inTransaction } from './transaction.js';

/** A temporary table that rows are gathered in. Only its connection sees it, and it does not outlive that. */
export interface Staging {
  /** As SQL writes it. */
  readonly table: string;
  readonly load: RowLoad;
  /** What it takes to bring its rows into a table, about. */
  readonly need: number;
  /** Leaves the newest row of each key: by `meta.ts`, then by arrival. Tells how many were deleted. */
  keepNewest(key: readonly string[]): Promise<number>;
  /** Harmless when it is gone. */
  drop(): Promise<void>;
}

/** Makes a temporary table for rows. */
export async function createStaging(
  parts: SessionParts,
  name: string,
  label: string,
  columns: readonly SqlColumn[],
  tell: TellMemory,
): Promise<Staging> {
  const { connection, file } = parts;
  const table = `temp.main.${quoteName(name)}`;
  const create = async () => {
    await connection.execute(`CREATE OR REPLACE TEMP TABLE ${quoteName(name)} (${columnList(columns)})`);
  };
  const drop = async () => {
    await connection.execute(`DROP TABLE IF EXISTS ${table}`);
  };
  const rows = createSpooledRows(file.spool, {
    label,
    insert: (cells, spooled) =>
      file.exclusive(() =>
        file.memory.during(needToInsert(columns.length, spooled), () =>
          connection.execute(insertFile(table, cells, spooled)),
        ),
      ),
    atomically: (act) => file.memory.growing(0, tell, () => inTransaction(connection, act)),
  });
  const load: RowLoad = {
    beginFile: (cells: readonly LoadCell[]) => rows.beginFile(cells),
    write: rows.write,
    endFile: rows.endFile,
    undoFile: rows.undoFile,
    undoAll: async () => {
      await rows.forgetAll();
      await create();
    },
    abort: async () => {
      await rows.forgetAll().catch(() => undefined);
      await drop().catch(() => undefined);
    },
  };
  await create();
  return {
    table,
    load,
    get need() {
      return needToMerge(columns.length, rows.vectorBytes);
    },
    drop,
    keepNewest: (key) => inTransaction(connection, () => connection.execute(newestOnly(table, key))),
  };
}

function columnList(columns: readonly SqlColumn[]): string {
  return [
    ...columns.map(({ name, type, defaultSql }) => {
      return `${quoteName(name)} ${type}${defaultSql === undefined ? '' : ` DEFAULT ${defaultSql}`}`;
    }),
    `${quoteName(INSTANT_COLUMN)} TIMESTAMP`,
    `${quoteName(ACTION_COLUMN)} VARCHAR`,
  ].join(', ');
}

function newestOnly(table: string, key: readonly string[]): string {
  const order = `${quoteName(INSTANT_COLUMN)} DESC NULLS LAST, rowid DESC`;
  const numbered = `SELECT rowid AS id, row_number() OVER (PARTITION BY ${nameList(key)} ORDER BY ${order}) AS place FROM ${table}`;
  return `DELETE FROM ${table} WHERE rowid IN (SELECT id FROM (${numbered}) WHERE place > 1)`;
}
