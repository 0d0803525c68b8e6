import { CodedError } from '../../../errors.js';
import type { Replica } from '../../contract/names.js';
import { kindOf } from './catalog.js';
import { findDependents } from './dependents.js';
import { plainName, quoteTable } from './names.js';
import { forgetIndexes } from './pending-indexes.js';
import type { SessionParts } from './session-parts.js';
import { shadowOf } from './shadow.js';
import { inTransaction } from './transaction.js';

/**
 * Drops a table and its record in one transaction, with `cascade` the views that read it too.
 *
 * @throws CodedError `SQL_DEPENDENTS` when views read it and `cascade` is false.
 */
export async function dropTable(parts: SessionParts, replica: Replica, cascade: boolean): Promise<void> {
  const { connection, place: target, meta, run } = parts;
  const isTable = (await kindOf(connection, target)) === 'table';
  const views = isTable ? await findDependents(connection, target) : [];
  if (views.length > 0 && !cascade) {
    const names = views.map(plainName);
    throw new CodedError('SQL_DEPENDENTS', {
      message: `${plainName(target)}: views depend on the table: ${names.join(', ')}.`,
      details: { views: names },
    });
  }
  await parts.file.exclusive(() =>
    inTransaction(connection, async () => {
      for (const view of views) await connection.execute(`DROP VIEW ${quoteTable(view)}`);
      if (isTable) await connection.execute(`DROP TABLE ${quoteTable(target)}`);
      await connection.execute(`DROP TABLE IF EXISTS ${quoteTable(shadowOf(target))}`);
      await forgetIndexes(connection, target);
      await meta.remove(run, replica);
    }),
  );
}
