import { CodedError, userMessage } from '../../errors.js';
import type { VerifyResult } from '../../sql/index.js';
import { DAP_ADVICE } from '../dap-advice.js';
import { type LoadFlags, replicationOptions } from '../settings/database-options.js';
import type { DatabaseSession } from './database-session.js';
import { planTables } from './plan-tables.js';
import { replicatedTables } from './replicate.js';
import { replicationEvents } from './replication-events.js';
import { type Outcome, runReplicas } from './run-replicas.js';

/** Options of `dap verify`. */
export interface VerifyFlags extends LoadFlags {
  readonly repair?: boolean;
}

/** Exit code if a table differs from the service, whether it was repaired or not. */
const EXIT_DIFFERENT = 1;

/** Does `dap verify`. */
export async function verifyTables(session: DatabaseSession<VerifyFlags>): Promise<number> {
  const { database, flags, log, signal } = session;
  const { concurrency, repair } = flags;
  const tables = await replicatedTables(session, 'verify');
  if (flags.dryRun === true)
    return planTables(session, tables, () => (repair === true ? 'verify and repair' : 'verify'));
  const client = await session.client();
  const options = { ...replicationOptions(flags), signal, onEvent: replicationEvents(session), repair };
  let isDifferent = false;
  const code = await runReplicas(session, tables, {
    name: 'verify',
    titles: ['result', 'compared', 'data as of'],
    concurrency,
    work: async (ref) => {
      const result = await database.verify(client, ref, options);
      isDifferent ||= !result.isEqual;
      if (!result.isEqual) {
        const { namespace, table } = ref;
        const message = `Table ${namespace}.${table} differs from DAP: ${describeDifference(result)}.`;
        log.error(describeError(new CodedError('SQL_DIFFERENT', { message }), result), ref);
      }
      return verifyOutcome(result);
    },
  });
  return code === 0 && isDifferent ? EXIT_DIFFERENT : code;
}

function describeError(error: CodedError, { repaired }: VerifyResult): string {
  // Once it is repaired, there is nothing to advise.
  return `${repaired === undefined ? userMessage(error, DAP_ADVICE) : error.message} [${error.code}]`;
}

function describeDifference({ missing, surplus, different, byColumn, sampleKeys }: VerifyResult): string {
  const columns = Object.entries(byColumn).map(([column, count]) => `${column} ${count}`);
  const inColumns = columns.length === 0 ? '' : ` (by column: ${columns.join(', ')})`;
  const keys = sampleKeys.length === 0 ? '' : `; keys such as ${sampleKeys.join(', ')}`;
  return `${missing} rows are missing, ${surplus} are not in DAP, ${different} have other values${inColumns}${keys}`;
}

function verifyOutcome(result: VerifyResult): Outcome {
  const { isEqual, at, compared, repaired } = result;
  const status = isEqual ? 'equal' : repaired === undefined ? 'different' : 'repaired';
  return {
    value: { status, ...result },
    cells: [status, String(compared), at],
    summary: `${describeStatus(result)}; ${compared} rows compared with the snapshot of ${at}`,
  };
}

function describeStatus({ isEqual, repaired }: VerifyResult): string {
  if (isEqual) return 'equal to DAP';
  if (repaired === undefined) return 'different from DAP';
  return `repaired: ${repaired.upserted} rows written, ${repaired.deleted} deleted`;
}
