import { CodedError } from '../../errors.js';
import type { Database } from '../contract/database.js';
import type { Replica } from '../contract/names.js';

/** What was dropped. */
export interface DropResult {
  readonly namespace: string;
  readonly table: string;
  /** Where the table was in the database. */
  readonly schema: string;
}

/** How to drop one table. */
export interface DropPlan {
  readonly replica: Replica;
  /** The database shows it as one of DAP. Other tables are the user's own. */
  readonly isListed: boolean;
  readonly cascade: boolean;
  /** Shown to others who want the table. */
  readonly purpose: string;
}

/**
 * Drops a table with all that belongs to it, under its lock.
 *
 * @throws CodedError `SQL_NOT_INITIALIZED`, `SQL_TABLE_BUSY`, `SQL_DEPENDENTS`.
 */
export async function dropTable(database: Database, plan: DropPlan): Promise<DropResult> {
  const { replica, isListed, cascade, purpose } = plan;
  const { namespace, table } = replica.ref;
  const session = await database.open(replica, purpose, 'drop');
  try {
    if (!isListed && (await session.record()) === undefined) {
      throw new CodedError('SQL_NOT_INITIALIZED', {
        message: `${namespace}.${table}: the database has no record of this table, and nothing was dropped.`,
        details: { namespace, table },
      });
    }
    await session.drop({ cascade });
    return { namespace, table, schema: replica.target.schema };
  } finally {
    await session.release();
  }
}
