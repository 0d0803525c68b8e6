import { findTables, runOnTables } from '../../dap/index.js';
import { CodedError, isCodedError } from '../../errors.js';
import type { ListedTable } from '../contract/record.js';
import type { DatabaseConnection } from '../database-connection.js';
import { processLabel } from '../environment.js';
import { type DropResult, dropTable } from './drop.js';
import { recovering } from './recovering.js';
import { Teller } from './teller.js';

/** How tables are dropped. */
export interface DropOptions {
  /** Schema of the tables in the database. Default: the namespace. */
  readonly schema?: string | undefined;
  /** Drop the views that depend on a table as well. Default false. */
  readonly cascade?: boolean | undefined;
  /** Ends the work between two tables. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Drops replicated tables. Needs the database only, no credentials.
 *
 * @example
 * await new SqlDrop(new DatabaseConnection('postgresql://me@db.test/dap')).drop('canvas', 'accounts,course*');
 */
export class SqlDrop {
  readonly #connection: DatabaseConnection;
  readonly #options: DropOptions;

  /** @param options - for all tables; those of a call come before them. */
  constructor(connection: DatabaseConnection, options: DropOptions = {}) {
    this.#connection = connection;
    this.#options = options;
  }

  /**
   * Drops tables, each with its types and its record, all or nothing.
   *
   * @param tables - a name, a list such as `accounts,course*`, or `all`: all tables of the namespace that the database
   * has a record of, and those that were left half-loaded.
   * @returns what was dropped, in the order of the list
   * @throws TablesFailedError when one of several tables could not be dropped; the others are. For a single table its
   * own error: `SQL_NOT_INITIALIZED`, `SQL_DEPENDENTS`, `SQL_TABLE_BUSY`.
   */
  async drop(namespace: string, tables: string, options: DropOptions = {}): Promise<readonly DropResult[]> {
    const { schema = namespace, cascade = false, signal } = { ...this.#options, ...definedOf(options) };
    const database = await this.#connection.open();
    const listed = listedBelow(await database.list(), namespace, schema);
    const names = await chosenTables(namespace, tables, listed);
    const purpose = `dropdb ${processLabel()}`;
    const dropOne = async (_namespace: string, table: string): Promise<DropResult> => {
      const replica = { ref: { namespace, table }, target: { schema, table } };
      const plan = { replica, isListed: listed.includes(table), cascade, purpose };
      return await recovering(
        database,
        new Teller(replica.ref, undefined),
        async () => await dropTable(database, plan),
      );
    };
    const [only] = names;
    if (names.length === 1 && only !== undefined) return [await dropOne(namespace, only)];
    const dropped = await runOnTables(namespace, names, 'dropdb', dropOne, { concurrency: 1, signal });
    return [...dropped.values()];
  }
}

function listedBelow(listed: readonly ListedTable[], namespace: string, schema: string): readonly string[] {
  const found = listed.filter(({ ref, target }) => ref.namespace === namespace && target.schema === schema);
  return found.map(({ ref }) => ref.table).sort();
}

async function chosenTables(namespace: string, tables: string, listed: readonly string[]): Promise<readonly string[]> {
  try {
    return await findTables(namespace, tables, async () => listed);
  } catch (error) {
    if (!isCodedError(error, 'DAP_NOT_FOUND')) throw error;
    throw new CodedError('SQL_NOT_INITIALIZED', {
      message: `The database has no table of ${namespace} that matches ${JSON.stringify(tables)}.`,
      details: { namespace },
      cause: error,
    });
  }
}

function definedOf(options: DropOptions): DropOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
