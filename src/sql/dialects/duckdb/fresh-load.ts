import { CodedError } from '../../../errors.js';
import type { FreshLoad, LoadCounts } from '../../contract/database.js';
import type { TableDesign } from '../../contract/design.js';
import type { NewRecord } from '../../contract/record.js';
import { kindOf } from './catalog.js';
import { createTable, finishTable } from './create-table.js';
import { aboutTable } from './errors.js';
import { nameList, plainName, quoteSchema, quoteTable } from './names.js';
import type { SessionParts } from './session-parts.js';
import { createSpooledRows, type SpooledRows } from './spooled-rows.js';
import { rollBack } from './transaction.js';

/** The state of a load. */
interface Load {
  readonly parts: SessionParts;
  readonly design: TableDesign;
  readonly rows: SpooledRows;
  /** A refused row ends the transaction: only a load from the start is left then. */
  isBroken: boolean;
  isDone: boolean;
}

/** Fills a table in one transaction, which makes it and its record. */
export async function createFreshLoad(parts: SessionParts, design: TableDesign): Promise<FreshLoad> {
  await refuseView(parts);
  const load: Load = { parts, design, rows: spooledRows(parts, () => load), isBroken: false, isDone: false };
  await begin(load);
  const { rows } = load;
  return {
    beginFile: async (cells) => {
      refuseBroken(load);
      await rows.beginFile(cells);
    },
    write: rows.write,
    endFile: rows.endFile,
    undoFile: rows.undoFile,
    undoAll: async () => {
      await rows.forgetAll();
      await rollBack(parts.connection);
      load.isBroken = false;
      await begin(load);
    },
    abort: () => abort(load),
    commit: (record) => commit(load, record),
  };
}

function spooledRows(parts: SessionParts, load: () => Load): SpooledRows {
  const { place, connection, file } = parts;
  return createSpooledRows(file.spool, {
    table: quoteTable(place),
    label: plainName(place),
    execute: (sql) => file.exclusive(() => connection.execute(sql)),
    atomically: async (act) => {
      try {
        await act();
      } catch (error) {
        load().isBroken = true;
        throw error;
      }
    },
  });
}

async function refuseView({ connection, place }: SessionParts): Promise<void> {
  if ((await kindOf(connection, place)) !== 'view') return;
  throw new CodedError('SQL_TARGET_TAKEN', { message: `${plainName(place)}: there is a view of that name.` });
}

async function begin({ parts: { connection, file, place }, design }: Load): Promise<void> {
  const label = plainName(place);
  try {
    await file.exclusive(async () => {
      // Outside of the transaction: two that make one schema would collide.
      await connection.execute(`CREATE SCHEMA IF NOT EXISTS ${quoteSchema(place)}`);
      await connection.execute('BEGIN TRANSACTION');
      await connection.execute(`DROP TABLE IF EXISTS ${quoteTable(place)}`);
      await connection.execute(createTable(place, design));
    });
  } catch (error) {
    await rollBack(connection);
    throw aboutTable(error, label);
  }
}

async function commit(load: Load, record: NewRecord): Promise<LoadCounts> {
  const { parts, design, rows } = load;
  refuseBroken(load);
  try {
    return await parts.file.exclusive(async () => {
      const duplicates = await deleteDuplicates(parts, design);
      for (const statement of finishTable(parts.place, design)) await parts.connection.execute(statement);
      await parts.meta.save(parts.run, record);
      await parts.connection.execute('COMMIT');
      load.isDone = true;
      return { rows: rows.rows - duplicates, duplicates };
    });
  } catch (error) {
    load.isBroken = true;
    throw aboutTable(error, plainName(design.target));
  }
}

/** Of rows with one key the last stays. */
async function deleteDuplicates({ connection, place }: SessionParts, { key }: TableDesign): Promise<number> {
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

async function abort(load: Load): Promise<void> {
  await load.rows.forgetAll().catch(() => undefined);
  if (load.isDone) return;
  load.isDone = true;
  await rollBack(load.parts.connection);
}

function refuseBroken({ isBroken, design }: Load): void {
  if (!isBroken) return;
  throw new CodedError('SQL_ROW_REFUSED', {
    message: `${plainName(design.target)}: the load was refused before; it has to begin from the start.`,
  });
}
