import type { Command } from 'commander';
import { type DapClient, PRODUCTION_URL, type RateLimiter } from '../../dap/index.js';
import type { Shell } from '../../shell/shell.js';
import { openClient, runSurrounded, type Surroundings } from '../session.js';
import type { DatabaseFlags } from '../settings/database-options.js';
import type { DatabaseSettings } from '../settings/database-settings.js';
import type { TableFlags } from '../settings/table-options.js';
import { chooseConnection } from './choose-connection.js';
import { maskError } from './mask-error.js';
import { passwordsOf } from './passwords.js';
import { Replicas } from './replicas.js';

/** What a command works with that has to do with a database. */
export interface DatabaseSession<F extends DatabaseFlags = DatabaseFlags> extends Surroundings<F> {
  readonly database: Replicas;
  /** The client, made when it is asked for: not every command needs credentials. */
  readonly client: () => Promise<DapClient>;
}

type Work<F extends DatabaseFlags> = (session: DatabaseSession<F>) => Promise<number>;

/** What a command does to a database. */
export interface DatabasePlan {
  /** It makes and changes nothing. Default: with `--dry-run`. */
  readonly readOnly?: boolean;
  /** See {@link RunningOptions}. */
  readonly untilStopped?: boolean;
}

/** Commands that have the section of another one in the settings file. */
const SECTIONS: Readonly<Record<string, string>> = { worker: 'sync' };

/** Runs a command with its settings, log, database and client; gives back what they hold in the end. */
export async function runDatabase<F extends DatabaseFlags>(
  shell: Shell,
  command: Command,
  work: Work<F>,
  plan: DatabasePlan = {},
): Promise<void> {
  await runSurrounded<F>(shell, command, async (surroundings) => await runOpened(surroundings, work, plan), {
    choose: (file) => databaseValues(file, SECTIONS[command.name()] ?? command.name()),
    untilStopped: plan.untilStopped,
  });
}

async function runOpened<F extends DatabaseFlags>(
  surroundings: Surroundings<F>,
  work: Work<F>,
  { readOnly = (surroundings.flags as Partial<TableFlags>).dryRun === true }: DatabasePlan,
): Promise<number> {
  const { flags, log, signal, display } = surroundings;
  const passwords = hidePasswords(flags, log);
  try {
    await using database = await Replicas.of(chooseConnection(flags, process.env), (message) => log.warning(message));
    if (database.isDefault) log.info(`no --connection-string is given: ${database.display} is used`);
    await using clients = new LazyClient(async () => {
      return openClient(flags, log, signal, display, await limiterFor(flags, log, database, readOnly));
    });
    return await work({ ...surroundings, database, client: async () => await clients.get() });
  } catch (error) {
    throw maskError(error, passwords);
  }
}

/** The limiter that processes share, unless the database cannot hold it, or the service has no limits. */
async function limiterFor(
  { clientId, clientSecret, baseUrl = PRODUCTION_URL }: DatabaseFlags,
  log: Surroundings<DatabaseFlags>['log'],
  database: Replicas,
  readOnly: boolean,
): Promise<RateLimiter | undefined> {
  const areLimitsOff = process.env['DAP_LIMITS']?.toLowerCase() === 'off';
  // The client says what is missing.
  if (areLimitsOff || clientId === undefined || clientSecret === undefined) return undefined;
  const limiter = await database.limiter({ clientId, baseUrl, readOnly, onWarning: (message) => log.warning(message) });
  if (limiter === undefined && !readOnly) {
    log.info('the request limits of DAP are kept within this process: run no other one with the same client ID');
  }
  return limiter;
}

/**
 * The section `database` of the settings file counts; its `concurrency` in place of that for downloads. A section of the
 * command comes before both.
 */
function databaseValues(file: Readonly<Record<string, unknown>>, command: string): Readonly<Record<string, unknown>> {
  const { concurrency: _ofDownloads, database, ...rest } = file;
  const own = file[command] as Readonly<Record<string, unknown>> | undefined;
  const given = Object.entries(own ?? {}).filter(([, value]) => value !== undefined);
  return { ...rest, ...(database as DatabaseSettings | undefined), ...Object.fromEntries(given) };
}

/** @returns what may be a password, wherever it comes from. */
function hidePasswords(
  { connectionString = '', fileConnectionString = '' }: DatabaseFlags & DatabaseSettings,
  { addSecret }: Surroundings<DatabaseFlags>['log'],
): readonly string[] {
  const passwords = [
    ...passwordsOf(connectionString),
    ...passwordsOf(fileConnectionString),
    process.env['DAP_DATABASE_PASSWORD'] ?? '',
  ].filter((password) => password !== '');
  for (const password of passwords) addSecret(password);
  return passwords;
}

/** A client that is made once, by the first who asks, and closed in the end. After a failure the next one who asks tries again. */
class LazyClient implements AsyncDisposable {
  readonly #make: () => Promise<DapClient>;
  #client: Promise<DapClient> | undefined;

  constructor(make: () => Promise<DapClient>) {
    this.#make = make;
  }

  async get(): Promise<DapClient> {
    const client = this.#client ?? this.#make();
    this.#client = client;
    try {
      return await client;
    } catch (error) {
      if (this.#client === client) this.#client = undefined;
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#client === undefined) return;
    const [made] = await Promise.allSettled([this.#client]);
    if (made.status === 'fulfilled') await made.value.close();
  }
}
