import { CodedError } from '../../../errors.js';
import type { TargetTable } from '../../contract/names.js';
import type { PostgresqlConnection, Rows } from './connection.js';
import { cutName, lockKey } from './names.js';

const HOLDER = `SELECT a.application_name AS application, a.usename::text AS user, a.client_addr::text AS address, a.pid,
  to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since
FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.classid = $1::oid AND l.objid = $2::oid
  AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())`;

/** The name of the session tells others who has the lock. */
const TRY_LOCK = `SELECT pg_catalog.set_config('application_name', $1, false),
  pg_catalog.pg_try_advisory_lock($2::bigint) AS taken`;

/**
 * Takes the lock of a table for the time of the connection: the server gives it back when the connection ends, however
 * it ends.
 *
 * @throws CodedError `SQL_TABLE_BUSY` when another connection has it.
 */
export async function lockTable(connection: PostgresqlConnection, target: TargetTable, purpose: string): Promise<void> {
  const name = cutName(purpose.startsWith('dap ') ? purpose : `dap ${purpose}`);
  const key = lockKey(target);
  const [answer] = await connection.rows(TRY_LOCK, [name, String(key)]);
  if (answer?.['taken'] === true) return;
  const bits = BigInt.asUintN(64, key);
  const parameters = [String(bits >> 32n), String(bits & 0xffff_ffffn)];
  const [holder] = await connection.rows(HOLDER, parameters);
  const table = `${target.schema}.${target.table}`;
  throw new CodedError('SQL_TABLE_BUSY', {
    message: `${table} is in use by ${describeHolder(holder)}.`,
    details: { table },
  });
}

/** A user without the right to see other sessions is told less. */
function describeHolder(holder: Rows[number] | undefined): string {
  if (holder === undefined) return 'another session, which has just ended';
  const { application, user, address, pid, since } = holder;
  const facts = [
    typeof user === 'string' ? `user ${user}` : undefined,
    typeof address === 'string' ? `from ${address.replace(/\/(?:32|128)$/, '')}` : undefined,
    pid === null ? undefined : `server process ${String(pid)}`,
    typeof since === 'string' ? `connected since ${since}` : undefined,
  ].filter((fact) => fact !== undefined);
  const name = typeof application === 'string' && application !== '' ? application : 'another session';
  return facts.length === 0 ? name : `${name} (${facts.join(', ')})`;
}
