import { CodedError } from '../../../errors.js';
import type { FreshLoad, LoadCounts } from '../../contract/database.js';
import type { TableDesign } from '../../contract/design.js';
import type { NewRecord } from '../../contract/record.js';
import { kindOf } from './catalog.js';
import { addKey, commentOnAll, createTable } from './create-table.js';
import { aboutTable } from './errors.js';
import { deleteDuplicates, insertKeyed } from './keyed-rows.js';
import { needToMerge } from './memory-need.js';
import { plainName, quoteName, quoteSchema, quoteTable } from './names.js';
import { insertFrom, type RowSource } from './row-source.js';
import type { SessionParts } from './session-parts.js';
import { shadowOf } from './shadow.js';
import { createSpooledRows, type SpooledRows } from './spooled-rows.js';
import { stagedRows } from './take-stage.js';
import { inTransaction, rollBack } from './transaction.js';

/** The state of a load. */
interface Load {
  readonly parts: SessionParts;
  readonly design: TableDesign;
  readonly rows: SpooledRows;
  /** A refused row ends the transaction: only a load from the start is left then. */
  isBroken: boolean;
  isDone: boolean;
  /** The rows so far are in the shadow table, which has its key; each further file is a transaction. */
  isLarge: boolean;
  /** Rows whose key came more than once, as far as they are deleted. */
  duplicates: number;
  readonly notes: string[];
}

/**
 * Fills a table in one transaction, which makes it and its record. A load of many rows goes on in a shadow table, which
 * gets its key early: DuckDB builds that of a filled table in memory as a whole. One transaction then renames the shadow
 * and writes the record; what a killed process leaves of it is dropped by the next load.
 */
export async function createFreshLoad(parts: SessionParts, design: TableDesign): Promise<FreshLoad> {
  await refuseTaken(parts);
  const load: Load = {
    ...{ parts, design, rows: spooledRows(parts, () => load) },
    ...{ isBroken: false, isDone: false, isLarge: false, duplicates: 0, notes: [] },
  };
  await begin(load);
  const { rows } = load;
  return {
    beginFile: async (cells) => {
      refuseBroken(load);
      await rows.beginFile(cells);
    },
    write: rows.write,
    endFile: async () => {
      await rows.endFile();
      await moveIfLarge(load);
    },
    takeStage: async (stage) => {
      refuseBroken(load);
      for (const staged of await stagedRows(parts, stage, { columns: design.columns, isStaging: false })) {
        await rows.take(staged);
        await moveIfLarge(load);
      }
    },
    undoFile: rows.undoFile,
    undoAll: async () => {
      await rows.forgetAll();
      await rollBack(parts.connection);
      Object.assign(load, { isBroken: false, isLarge: false, duplicates: 0 });
      await begin(load);
    },
    notes: load.notes,
    abort: () => abort(load),
    commit: (record) => commit(load, record),
  };
}

function spooledRows(parts: SessionParts, load: () => Load): SpooledRows {
  const { place, file } = parts;
  return createSpooledRows(file.spool, {
    label: plainName(place),
    insert: (source) =>
      file.exclusive(() =>
        file.memory.during(source.need(load().design.columns.length), () => insertRows(load(), source)),
      ),
    atomically: async (act) => {
      if (load().isLarge) return await insertLarge(load(), act);
      try {
        await act();
      } catch (error) {
        load().isBroken = true;
        throw error;
      }
    },
  });
}

function expectCommit({ parts, design, rows }: Load): void {
  parts.file.memory.expect(needToMerge(design.columns.length, rows.vectorBytes));
}

/** A file of a large load is a transaction, which can be repeated. */
async function insertLarge(load: Load, act: () => Promise<void>): Promise<void> {
  const { connection, file } = load.parts;
  const { duplicates } = load;
  const tell = (text: string) => load.notes.push(text);
  expectCommit(load);
  await file.memory.growing(0, tell, async () => {
    load.duplicates = duplicates;
    await inTransaction(connection, act);
  });
}

async function insertRows(load: Load, source: RowSource): Promise<number> {
  const { connection, place } = load.parts;
  if (!load.isLarge) return await connection.execute(insertFrom(quoteTable(place), source));
  const table = { connection, place: shadowOf(place), key: load.design.key };
  const { inserted, duplicates } = await insertKeyed(table, source);
  load.duplicates += duplicates;
  return inserted;
}

async function moveIfLarge(load: Load): Promise<void> {
  if (!load.isLarge && load.rows.rows > load.parts.file.keylessRows) await moveToShadow(load);
}

async function moveToShadow(load: Load): Promise<void> {
  const { parts, design } = load;
  const { connection, file, place } = parts;
  const shadow = shadowOf(place);
  expectCommit(load);
  try {
    await file.exclusive(async () => {
      load.duplicates += await deleteDuplicates({ connection, place, key: design.key });
      await connection.execute(`ALTER TABLE ${quoteTable(place)} RENAME TO ${quoteName(shadow.table)}`);
      const key = addKey(shadow, design);
      if (key !== undefined) await connection.execute(key);
      await connection.execute('COMMIT');
      load.isLarge = true;
    });
  } catch (error) {
    load.isBroken = true;
    throw aboutTable(error, plainName(place));
  }
}

/** Our loads leave no table without a record behind: what is there is the user's. */
async function refuseTaken({ connection, place }: SessionParts): Promise<void> {
  const kind = await kindOf(connection, place);
  if (kind === 'nothing') return;
  throw new CodedError('SQL_TARGET_TAKEN', {
    message: `${plainName(place)}: there is a ${kind} of that name, which no load has made. Drop or rename it.`,
  });
}

async function begin({ parts: { connection, file, place }, design, notes }: Load): Promise<void> {
  const label = plainName(place);
  const shadow = shadowOf(place);
  try {
    await file.exclusive(async () => {
      // Outside of the transaction: two that make one schema would collide.
      await connection.execute(`CREATE SCHEMA IF NOT EXISTS ${quoteSchema(place)}`);
      if ((await kindOf(connection, shadow)) === 'table') {
        await connection.execute(`DROP TABLE ${quoteTable(shadow)}`);
        notes.push(`${plainName(shadow)}, which an interrupted load had left, was dropped.`);
      }
      await connection.execute('BEGIN TRANSACTION');
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
  expectCommit(load);
  try {
    return await parts.file.exclusive(async () => {
      const duplicates = load.duplicates + (await finishRows(load));
      for (const statement of commentOnAll(parts.place, design)) await parts.connection.execute(statement);
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

/** Leaves the table under its name and with its key, in an open transaction. Tells how many rows were deleted. */
async function finishRows({ parts, design, isLarge }: Load): Promise<number> {
  const { connection, place } = parts;
  if (isLarge) {
    await connection.execute('BEGIN TRANSACTION');
    await connection.execute(`ALTER TABLE ${quoteTable(shadowOf(place))} RENAME TO ${quoteName(place.table)}`);
    return 0;
  }
  const duplicates = await deleteDuplicates({ connection, place, key: design.key });
  const key = addKey(place, design);
  if (key !== undefined) await connection.execute(key);
  return duplicates;
}

async function abort(load: Load): Promise<void> {
  const { connection, file, place } = load.parts;
  await load.rows.forgetAll().catch(() => undefined);
  if (load.isDone) return;
  load.isDone = true;
  await rollBack(connection);
  if (!load.isLarge) return;
  // If even this fails, the next load finds the shadow and drops it.
  const drop = `DROP TABLE IF EXISTS ${quoteTable(shadowOf(place))}`;
  await file.exclusive(() => connection.execute(drop)).catch(() => undefined);
}

function refuseBroken({ isBroken, design }: Load): void {
  if (!isBroken) return;
  throw new CodedError('SQL_ROW_REFUSED', {
    message: `${plainName(design.target)}: the load was refused before; it has to begin from the start.`,
  });
}
