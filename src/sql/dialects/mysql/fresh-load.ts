import { CodedError } from '../../../errors.js';
import type { FreshLoad } from '../../contract/database.js';
import type { TableDesign } from '../../contract/design.js';
import { readTable } from './catalog.js';
import { createTable } from './fresh-table.js';
import { plainTargets } from './load-target.js';
import { quote, shadowName } from './names.js';
import { finishLoad } from './open-loads.js';
import { createRowSink } from './row-sink.js';
import { rollBack } from './server.js';
import type { MysqlSession } from './session.js';
import { takeStage } from './take-stage.js';

/**
 * Loads a table that is not there. DDL commits on this engine, so the rows go into a shadow table, and our own row says
 * so before it exists:
 *
 *     row `loading` ─ CREATE shadow ─ (rows of a file, COMMIT)* ─ row `ready` with the record ─ RENAME ─ record, end of the load
 *
 * A kill before `ready` leaves a shadow that the next session drops; after it, one that the next session finishes. The
 * last file and `ready` need no common transaction: between the two the shadow has all rows and counts as worthless,
 * which costs a second load and loses nothing.
 */
export async function createFreshLoad(session: MysqlSession, design: TableDesign): Promise<FreshLoad> {
  const { connection, meta, replica } = session;
  const shadow = shadowName(replica.target);
  await refuseView(session);
  await meta.saveLoad(connection.query, { ...replica, shadow, state: 'loading' });
  await connection.execute(`DROP TABLE IF EXISTS ${quote(shadow)}`);
  await connection.execute(createTable(shadow, design, session.server));
  const sink = createRowSink(session, shadow, plainTargets);
  let isReady = false;
  return {
    notes: session.notes,
    beginFile: sink.beginFile,
    write: sink.write,
    endFile: sink.endFile,
    undoFile: sink.undoFile,
    takeStage: (stage) => {
      const columns = design.columns.map((column) => ({ name: column.name, column }));
      return takeStage(session, stage, { table: shadow, columns, hasMeta: false }, sink);
    },
    undoAll: async () => {
      await sink.undoFile();
      await connection.execute(`TRUNCATE TABLE ${quote(shadow)}`);
      sink.reset();
    },
    abort: async () => {
      if (!isReady) await dropShadow(session, shadow, sink.undoFile);
    },
    commit: async (record) => {
      const { rows, replaced } = sink.totals();
      await meta.saveLoad(connection.query, { ...replica, shadow, state: 'ready', record });
      isReady = true;
      await finishLoad(session, record);
      return { rows: rows - replaced, duplicates: replaced };
    },
  };
}

/** @throws CodedError `SQL_TARGET_TAKEN` when a view stands where the table belongs. */
async function refuseView({ connection, table, replica, subject }: MysqlSession): Promise<void> {
  const existing = await readTable(connection, table, replica);
  if (existing?.isView !== true) return;
  throw new CodedError('SQL_TARGET_TAKEN', { message: `${subject}: a view has the name ${table} already.` });
}

/** Must not throw: what cannot be undone now is undone by the next session, which finds our row. */
async function dropShadow(session: MysqlSession, shadow: string, undoFile: () => Promise<void>): Promise<void> {
  const { connection, meta, replica } = session;
  try {
    await undoFile();
    await rollBack(connection);
    if (connection.isLost()) return;
    await connection.execute(`DROP TABLE IF EXISTS ${quote(shadow)}`);
    await meta.endLoad(connection.query, replica);
  } catch {
    await connection.end();
  }
}
