import { CodedError } from '../../errors.js';
import { parseSchedule } from '../../sync/schedule/schedule.js';
import type { Log } from '../log/log.js';
import { openClient } from '../session.js';
import type { GlobalFlags } from '../settings/global-options.js';

/** What goes into a settings file. */
export interface Answers {
  /** Absent for the production gateway. */
  readonly baseUrl?: string | undefined;
  readonly clientId: string;
  readonly clientSecretEnv: string;
  readonly scope?: string | undefined;
  readonly namespace: string;
  /** Names, patterns or `all`; empty if the file names none. */
  readonly tables: readonly string[];
  /** Schedule of `dap sync`; absent if it runs when it is called. */
  readonly every?: string | undefined;
}

/** What the flags of `dap init` say. */
export interface InitWishes extends GlobalFlags {
  readonly namespace: string;
  readonly table?: string;
  readonly clientSecretEnv: string;
  readonly every?: string;
}

/** Commas between entries; those in braces belong to a pattern. */
const ENTRY = /(?:\{[^}]*\}|[^,])+/g;

/**
 * Takes the settings from the flags alone, and proves them: logs in, lists the tables, looks for those that are named.
 *
 * @throws CodedError as the service refuses the credentials, or `TOOL_INPUT` for a table that does not exist.
 */
export async function proveAnswers(wishes: InitWishes, log: Log, signal: AbortSignal): Promise<Answers> {
  const { namespace, table, baseUrl, scope, clientId = '', clientSecretEnv, every } = wishes;
  if (every !== undefined) parseSchedule(every);
  const all = await listTables(withSecretOf(wishes), log, signal);
  const tables = (table?.match(ENTRY) ?? []).map((entry) => entry.trim()).filter((entry) => entry !== '');
  const unknown = tables.filter((entry) => /^[\w-]+$/.test(entry) && entry !== 'all' && !all.includes(entry));
  if (unknown.length > 0) {
    throw new CodedError('TOOL_INPUT', { message: `Namespace ${namespace} has no table ${unknown.join(', ')}.` });
  }
  return { baseUrl, scope, clientId, clientSecretEnv, namespace, tables, every };
}

/** The tables of the namespace, by the credentials of the flags: proof that both are right. */
export async function listTables(wishes: InitWishes, log: Log, signal: AbortSignal): Promise<readonly string[]> {
  const client = openClient(wishes, log, signal);
  try {
    return await client.getTables(wishes.namespace, { signal });
  } finally {
    await client.close();
  }
}

/** The secret may be in the variable that the settings file will name. */
function withSecretOf(wishes: InitWishes): InitWishes {
  const clientSecret = process.env[wishes.clientSecretEnv] ?? wishes.clientSecret;
  return clientSecret === undefined ? wishes : { ...wishes, clientSecret };
}
