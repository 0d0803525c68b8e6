import { executeDdl } from './ddl.js';
import { hasErrno } from './errors.js';
import { quote } from './names.js';
import { type MysqlSession, note } from './session.js';

/** This way to alter a table is not possible for the change. */
const NOT_SUPPORTED = [1845, 1846, 4087, 4092];

/**
 * Alters the table in the cheapest way: only its description, else in place while others go on, else by a copy.
 *
 * @param clauses - `ADD COLUMN …`
 */
export async function alterTable(session: MysqlSession, clauses: string): Promise<void> {
  const statement = `ALTER TABLE ${quote(session.table)} ${clauses}`;
  for (const algorithm of ['INSTANT', 'INPLACE']) {
    try {
      await executeDdl(session, `${statement}, ALGORITHM=${algorithm}`);
      return;
    } catch (error) {
      if (!hasErrno(error, ...NOT_SUPPORTED)) throw error;
    }
  }
  note(session, 'The server has to copy the table for a change of its columns.');
  await executeDdl(session, `${statement}, ALGORITHM=COPY`);
}
