import { CodedError } from '../../../errors.js';
import type { NewRecord } from '../../contract/record.js';
import { hasTable } from './catalog.js';
import { isSwap, settleSwap } from './column-swap.js';
import { executeDdl } from './ddl.js';
import { leftoverName, quote, shadowName } from './names.js';
import { inTransaction } from './server.js';
import { type MysqlSession, note } from './session.js';

/**
 * Finishes or undoes what a load of the table has left behind. The caller has the lock of the table.
 *
 * `loading`: the shadow lacks rows and is dropped. `ready`: all rows are in it, or in the table already; the swap and
 * the record are made up for.
 */
export async function settleLoad(session: MysqlSession): Promise<void> {
  const { connection, meta, replica } = session;
  const loads = await meta.openLoads(connection.query);
  const load = loads.find(
    ({ target }) => target.schema === replica.target.schema && target.table === replica.target.table,
  );
  if (load === undefined) return;
  if (isSwap(load)) {
    note(session, await settleSwap(session, load));
    return;
  }
  if (load.state === 'ready' && load.record !== undefined) {
    note(session, 'A load that was interrupted after its last row is finished.');
    await finishLoad(session, load.record);
    return;
  }
  note(session, 'What an interrupted load has left behind is dropped.');
  await connection.execute(`DROP TABLE IF EXISTS ${quote(load.shadow)}`);
  await meta.endLoad(connection.query, load);
}

/**
 * Puts the shadow in the place of the table and writes the record. Every step can be the last one before a kill: what is
 * done already is left out the next time.
 */
export async function finishLoad(session: MysqlSession, record: NewRecord): Promise<void> {
  const { connection, meta, replica, table } = session;
  const shadow = shadowName(replica.target);
  const leftover = leftoverName(replica.target);
  if (await hasTable(connection, shadow)) {
    await connection.execute(`DROP TABLE IF EXISTS ${quote(leftover)}`);
    const isTaken = await hasTable(connection, table);
    const aside = isTaken ? `${quote(table)} TO ${quote(leftover)}, ` : '';
    await executeDdl(session, `RENAME TABLE ${aside}${quote(shadow)} TO ${quote(table)}`);
    if (isTaken) note(session, 'A table without a record stood in its place; it is replaced.');
  } else if (!(await hasTable(connection, table))) {
    await meta.endLoad(connection.query, replica);
    throw new CodedError('SQL_STATEMENT', {
      message: `${session.subject}: the loaded table was dropped before it could be put in its place.`,
      failureType: 'transient_error',
    });
  }
  await inTransaction(connection, async () => {
    await meta.save(connection.query, record);
    await meta.endLoad(connection.query, replica);
  });
  await connection.execute(`DROP TABLE IF EXISTS ${quote(leftover)}`);
}
