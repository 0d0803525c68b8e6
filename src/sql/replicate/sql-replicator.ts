import type { DapClient } from '../../dap/index.js';
import { CodedError } from '../../errors.js';
import type { Replica } from '../contract/names.js';
import type {
  LoadFilesOptions,
  LoadFilesResult,
  ReplicationOptions,
  ReplicationResult,
  SynchronizeOptions,
  VerifyOptions,
  VerifyResult,
} from '../contract/replication.js';
import type { DatabaseConnection } from '../database-connection.js';
import { processLabel } from '../environment.js';
import { initializeTable } from './initialize.js';
import { recovering } from './recovering.js';
import { loadStagedFiles } from './staged/load-files.js';
import { synchronizeTable } from './synchronize.js';
import type { TableWork } from './table-work.js';
import { Teller } from './teller.js';
import { verifyTable } from './verify.js';

/**
 * Replicates tables of DAP into a database. One instance serves any number of tables at a time; close client and
 * connection at the end.
 *
 * @example
 * const replicator = new SqlReplicator(client, new DatabaseConnection('postgresql://me@db.test/dap'));
 * await replicator.initialize('canvas', 'accounts');
 * const { upserted, timestamp } = await replicator.synchronize('canvas', 'accounts');
 */
export class SqlReplicator {
  readonly #client: DapClient;
  readonly #connection: DatabaseConnection;
  readonly #options: ReplicationOptions;

  /** @param options - for all tables; those of a call come before them. */
  constructor(client: DapClient, connection: DatabaseConnection, options: ReplicationOptions = {}) {
    this.#client = client;
    this.#connection = connection;
    this.#options = options;
  }

  /**
   * Makes a table from a snapshot.
   *
   * @throws CodedError `SQL_ALREADY_INITIALIZED`, `SQL_TARGET_TAKEN`, `SQL_TABLE_BUSY`; the errors of the client.
   */
  async initialize(namespace: string, table: string, options: ReplicationOptions = {}): Promise<ReplicationResult> {
    return await this.#locked('initdb', namespace, table, options, async (work) => {
      const result = await initializeTable(work);
      work.tell.done(result);
      return result;
    });
  }

  /**
   * Brings a table up to date.
   *
   * @throws CodedError `SQL_NOT_INITIALIZED`, `SQL_OTHER_ACCOUNT`, `SQL_SCHEMA_CHANGE`, `SQL_SNAPSHOT_NEEDED`,
   * `SQL_TABLE_BUSY`; the errors of the client.
   */
  async synchronize(namespace: string, table: string, options: SynchronizeOptions = {}): Promise<ReplicationResult> {
    return await this.#locked('syncdb', namespace, table, options, async (work) => {
      const result = await synchronizeTable(work, options);
      work.tell.done(result);
      return result;
    });
  }

  /**
   * Holds a table against a snapshot, and mends what differs with `repair`.
   *
   * @throws CodedError `SQL_NOT_INITIALIZED`, `SQL_OTHER_ACCOUNT`, `SQL_SNAPSHOT_NEEDED`, `SQL_TABLE_BUSY`; the errors of
   * the client.
   */
  async verify(namespace: string, table: string, options: VerifyOptions = {}): Promise<VerifyResult> {
    return await this.#locked('verify', namespace, table, options, async (work) => await verifyTable(work, options));
  }

  /**
   * Adds files to the stage of a table, for the process whose `initialize` or `synchronize` has handed it back: see
   * {@link StagedPart}. Takes no lock of the table, so any number of processes may help; two of them never add the same file.
   *
   * @throws CodedError `SQL_STATEMENT` for a file that is not of the stage, `DAP_HANDLE_INVALID` for a client of another
   * gateway or root account; the errors of the client.
   */
  async loadFiles(namespace: string, table: string, options: LoadFilesOptions): Promise<LoadFilesResult> {
    const { schema = namespace, spoolFolder, signal, onEvent } = { ...this.#options, ...definedOf(options) };
    const { stageId, objectIds } = options;
    const replica: Replica = { ref: { namespace, table }, target: { schema, table } };
    try {
      const database = await this.#connection.open();
      signal?.throwIfAborted();
      const tell = new Teller(replica.ref, onEvent);
      const files = { stageId, objectIds, spoolFolder, signal };
      return await loadStagedFiles({ client: this.#client, database, replica, options: files, tell });
    } catch (error) {
      throw withTable(error, namespace, table);
    }
  }

  async #locked<T>(
    name: string,
    namespace: string,
    table: string,
    given: ReplicationOptions,
    operation: (work: TableWork) => Promise<T>,
  ): Promise<T> {
    const options = { ...this.#options, ...definedOf(given) };
    const ref = { namespace, table };
    const replica: Replica = { ref, target: { schema: options.schema ?? namespace, table } };
    try {
      const database = await this.#connection.open();
      const tell = new Teller(ref, options.onEvent);
      const purpose = options.purpose ?? `${name} ${processLabel()}`;
      const attempts = { hasLoaded: false };
      return await recovering(database, tell, async (isRepeat) => {
        options.signal?.throwIfAborted();
        const session = await database.open(replica, purpose);
        try {
          for (const note of session.notes ?? []) tell.warn(note);
          return await operation({
            client: this.#client,
            database,
            session,
            replica,
            options,
            tell,
            isRepeat,
            attempts,
          });
        } finally {
          await session.release();
        }
      });
    } catch (error) {
      throw withTable(error, namespace, table);
    }
  }
}

function definedOf<T extends ReplicationOptions>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** Errors of a database may not know which table of the service they are about. */
function withTable(error: unknown, namespace: string, table: string): unknown {
  const name = `${namespace}.${table}`;
  if (!(error instanceof CodedError) || !error.code.startsWith('SQL_') || error.message.includes(name)) return error;
  return new CodedError(error.code, {
    message: `${name}: ${error.message}`,
    failureType: error.failureType,
    internalMessage: error.internalMessage,
    details: { ...error.details, namespace, table },
    cause: error,
  });
}
