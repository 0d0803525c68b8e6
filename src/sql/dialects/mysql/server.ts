import { CodedError } from '../../../errors.js';
import type { MysqlConnection } from './connection.js';

/** What the dialect knows of the server it is connected to. */
export interface Server {
  readonly isMariaDb: boolean;
  /** Where it is, for messages. */
  readonly address: string;
  readonly database: string;
  /** Whether it takes names of tables for equal that differ only in case, and makes them small. */
  readonly foldsNames: boolean;
  /** Longest packet that it takes. */
  readonly maxPacketBytes: number;
  /** Compares texts by their characters, blanks at the end included. */
  readonly binaryCollation: string;
  /** How long others may hold rows, or the table, before we give up. */
  readonly lockWait: { readonly seconds: number };
}

const OLDEST_MARIADB = [10, 6];
const OLDEST_MYSQL = [8, 0];

/**
 * Asks the server what it is.
 *
 * @throws CodedError `SQL_DIALECT_UNSUPPORTED` when it is too old.
 */
export async function readServer(
  connection: MysqlConnection,
  address: string,
  database: string,
  lockSeconds = LOCK_SECONDS,
): Promise<Server> {
  const [row] = await connection.query(
    'SELECT VERSION() AS version, @@max_allowed_packet AS packet, @@lower_case_table_names AS folding',
  );
  const version = String(row?.['version']);
  const isMariaDb = /mariadb/i.test(version);
  const numbers = (/^(?:5\.5\.5-)?(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);
  if (isOlder(numbers, isMariaDb ? OLDEST_MARIADB : OLDEST_MYSQL)) {
    const message = `${address}: the server is ${version}; MySQL 8.0, MariaDB 10.6 or newer is needed.`;
    throw new CodedError('SQL_DIALECT_UNSUPPORTED', { message });
  }
  const wanted = isMariaDb ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin';
  const known = await connection.query(`SHOW COLLATION LIKE '${wanted}'`);
  const binaryCollation = known.length > 0 ? wanted : 'utf8mb4_bin';
  return {
    isMariaDb,
    address,
    database,
    foldsNames: Number(row?.['folding']) > 0,
    maxPacketBytes: Number(row?.['packet']),
    binaryCollation,
    lockWait: { seconds: lockSeconds },
  };
}

function isOlder(numbers: readonly number[], oldest: readonly number[]): boolean {
  const [major = 0, minor = 0] = numbers;
  const [oldestMajor = 0, oldestMinor = 0] = oldest;
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

/** Nothing that a slow download makes us wait for may end the session: a day between two statements. */
const IDLE_SECONDS = 86_400;
/** A file may stand still for as long in the middle of a row. */
const NETWORK_SECONDS = 7_200;
const LOCK_SECONDS = 600;

/** Sets what the statements of this dialect rely on, whatever the server has as its defaults. */
export async function prepareSession(connection: MysqlConnection, server: Server): Promise<void> {
  // MySQL rounds instants unless it is told to cut them; MariaDB cuts.
  const cuts = server.isMariaDb ? '' : ',TIME_TRUNCATE_FRACTIONAL';
  const settings = [
    `sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION${cuts}'`,
    "time_zone = '+00:00'",
    'autocommit = 1',
    `wait_timeout = ${IDLE_SECONDS}`,
    `net_read_timeout = ${NETWORK_SECONDS}`,
    `net_write_timeout = ${NETWORK_SECONDS}`,
    `innodb_lock_wait_timeout = ${server.lockWait.seconds}`,
    `lock_wait_timeout = ${server.lockWait.seconds}`,
    ...(server.isMariaDb ? ['max_statement_time = 0', 'idle_transaction_timeout = 0'] : ['max_execution_time = 0']),
    ...(server.isMariaDb ? ['idle_write_transaction_timeout = 0'] : []),
  ];
  await connection.execute(`SET ${settings.map((setting) => `SESSION ${setting}`).join(', ')}`);
}

/** Runs `work` in a transaction. */
export async function inTransaction<T>(connection: MysqlConnection, work: () => Promise<T>): Promise<T> {
  await connection.execute('START TRANSACTION');
  try {
    const result = await work();
    await connection.execute('COMMIT');
    return result;
  } catch (error) {
    await rollBack(connection);
    throw error;
  }
}

/** Rolls back; a connection that is lost has done so by itself. */
export async function rollBack(connection: MysqlConnection): Promise<void> {
  if (connection.isLost()) return;
  try {
    await connection.execute('ROLLBACK');
  } catch {
    // It cannot be known what is open: the server rolls back when the connection ends.
    await connection.end();
  }
}
