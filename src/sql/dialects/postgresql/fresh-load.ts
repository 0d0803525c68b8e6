import { sql } from 'kysely';
import type { FreshLoad, LoadCounts } from '../../contract/database.js';
import type { TableDesign } from '../../contract/design.js';
import type { TargetTable } from '../../contract/names.js';
import type { NewRecord } from '../../contract/record.js';
import { findRelation } from './catalog.js';
import type { PostgresqlConnection } from './connection.js';
import { makeTypes, prepareTypes } from './enum-types.js';
import { isServerError, sqlError } from './errors.js';
import { createFileCopies } from './file-copies.js';
import { dropLeftover } from './leftovers.js';
import { cutName, keyName, MAX_NAME_BYTES } from './names.js';
import { render, tableId } from './render.js';
import { addKey, analyzeKey, commentOnColumn, commentOnTable, createTable, deleteDuplicates } from './table-ddl.js';
import { freshTarget, takeStage } from './take-stage.js';
import { about, BEGIN, limitLockWait, rollBack, runOf, type Work } from './work.js';

const ROWS = 'dap_rows';
const KEY = 'dap_key';

/** Begins a load: one transaction from the types to the record. Only the schema, and values of used types, commit. */
export async function createFreshLoad(work: Work, design: TableDesign): Promise<FreshLoad> {
  const { connection } = work;
  const notes: string[] = [];
  await about(work, () => beginLoad(work, design, notes));
  const copies = createFileCopies({
    connection,
    target: design.target,
    into: tableId(design.target),
    columnOf: (cell) => (cell.kind === 'column' ? cell.column.name : cell.kind),
    inTransaction: true,
  });
  let rows = 0;
  let isCommitted = false;
  return {
    notes,
    beginFile: copies.beginFile,
    write: copies.write,
    undoFile: copies.undoFile,
    endFile: async () => {
      rows += await copies.endFile();
    },
    undoAll: async () => {
      await copies.undoFile();
      await about(work, () => connection.execute(`ROLLBACK TO SAVEPOINT ${ROWS}`));
      rows = 0;
    },
    takeStage: async (stage) => {
      rows += await takeStage(work, stage, freshTarget(tableId(design.target), design.columns));
    },
    commit: async (record) => {
      const duplicates = await about(work, () => finishLoad(work, design, record));
      isCommitted = true;
      return { rows: rows - duplicates, duplicates } satisfies LoadCounts;
    },
    abort: async () => {
      if (isCommitted) return;
      try {
        await copies.undoFile();
      } catch {
        // The rollback below, or the server when the connection is lost, undoes it all.
      }
      await rollBack(connection);
    },
  };
}

async function beginLoad(work: Work, design: TableDesign, notes: string[]): Promise<void> {
  const { connection } = work;
  await makeSchema(work);
  await prepareTypes(connection, design.enumTypes, design.target);
  await connection.execute(BEGIN);
  try {
    await limitLockWait(work, true);
    const note = await dropLeftover(work, design);
    if (note !== undefined) notes.push(note);
    await makeTypes(connection, design.enumTypes);
    await connection.execute(createTable(design));
    await connection.execute(`SAVEPOINT ${ROWS}`);
  } catch (error) {
    await rollBack(connection);
    throw error;
  }
}

/** Two processes may make the schema at a time: `IF NOT EXISTS` alone lets one of them fail. */
async function makeSchema({ connection, replica }: Work): Promise<void> {
  const { schema } = replica.target;
  const exists = () => connection.rows('SELECT FROM pg_catalog.pg_namespace WHERE nspname = $1', [schema]);
  if ((await exists()).length > 0) return;
  try {
    await connection.execute(render(sql`CREATE SCHEMA IF NOT EXISTS ${sql.id(schema)}`));
  } catch (error) {
    if (!isServerError(error, '23505', '42P06') || (await exists()).length === 0) throw error;
  }
}

/** Resolves to the number of rows that were deleted because their key came more than once. */
async function finishLoad(work: Work, design: TableDesign, record: NewRecord): Promise<number> {
  const { connection } = work;
  const { target } = design;
  try {
    const duplicates = await makeKey(work, design);
    await connection.execute([...commentsOf(design), analyzeKey(design)].join(';\n'));
    await work.meta.save(runOf(connection), record);
    await connection.commit();
    return duplicates;
  } catch (error) {
    await rollBack(connection);
    throw sqlError(error, target);
  }
}

/** One message for all of them: a wide table has a hundred. */
function commentsOf({ target, comment, columns }: TableDesign): string[] {
  const commented = columns.filter((column) => column.comment !== undefined);
  const ofTable = comment === undefined ? [] : [commentOnTable(target, comment)];
  return [...ofTable, ...commented.map((column) => commentOnColumn(target, column))];
}

async function makeKey({ connection }: Work, design: TableDesign): Promise<number> {
  const name = await freeKeyName(connection, design.target);
  await connection.execute(`SAVEPOINT ${KEY}`);
  try {
    await connection.execute(addKey(design, name));
    return 0;
  } catch (error) {
    if (!isServerError(error, '23505')) throw error;
    await connection.execute(`ROLLBACK TO SAVEPOINT ${KEY}`);
  }
  const duplicates = await connection.execute(deleteDuplicates(design));
  await connection.execute(addKey(design, name));
  return duplicates;
}

/** The name of the official client. A table that the user has renamed still has it: a number follows then. */
async function freeKeyName(connection: PostgresqlConnection, target: TargetTable): Promise<string> {
  const wanted = keyName(target);
  for (let number = 1, name = wanted; ; number += 1) {
    if ((await findRelation(connection, { schema: target.schema, table: name })) === undefined) return name;
    name = `${cutName(wanted, MAX_NAME_BYTES - 4)}_${number}`;
  }
}
