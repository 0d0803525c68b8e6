import type { RowLoad } from '../../contract/database.js';
import type { SqlColumn } from '../../contract/design.js';
import type { LoadCell } from '../../contract/load-cell.js';
import type { TakesStage } from '../../contract/stage.js';
import { columnList, INSTANT_COLUMN } from './load-csv.js';
import type { TellMemory } from './memory.js';
import { needToMerge } from './memory-need.js';
import { nameList, quoteName } from './names.js';
import { insertFrom } from './row-source.js';
import type { SessionParts } from './session-parts.js';
import { createSpooledRows } from './spooled-rows.js';
import { stagedRows } from './take-stage.js';
import { inTransaction } from './transaction.js';

/** A temporary table that rows are gathered in. Only its connection sees it, and it does not outlive that. */
export interface Staging {
  /** As SQL writes it. */
  readonly table: string;
  readonly load: RowLoad & TakesStage;
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
    insert: (source) =>
      file.exclusive(() =>
        file.memory.during(source.need(columns.length), () => connection.execute(insertFrom(table, source))),
      ),
    atomically: (act) => file.memory.growing(0, tell, () => inTransaction(connection, act)),
  });
  const load: RowLoad & TakesStage = {
    beginFile: (cells: readonly LoadCell[]) => rows.beginFile(cells),
    write: rows.write,
    endFile: rows.endFile,
    undoFile: rows.undoFile,
    takeStage: async (stage) => {
      for (const staged of await stagedRows(parts, stage, { columns, isStaging: true })) await rows.take(staged);
    },
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

function newestOnly(table: string, key: readonly string[]): string {
  const order = `${quoteName(INSTANT_COLUMN)} DESC NULLS LAST, rowid DESC`;
  const numbered = `SELECT rowid AS id, row_number() OVER (PARTITION BY ${nameList(key)} ORDER BY ${order}) AS place FROM ${table}`;
  return `DELETE FROM ${table} WHERE rowid IN (SELECT id FROM (${numbered}) WHERE place > 1)`;
}
