import type { Command } from 'commander';
import { type DapClient, PRODUCTION_URL, type RateLimiter } from '../../dap/index.js';
import type { Shell } from '../../shell/shell.js';
import { openClient, runSurrounded, type Surroundings } from '../session.js';
import type { DatabaseFlags } from '../settings/database-options.js';
import type { DatabaseSettings } from '../settings/database-settings.js';
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

/** Runs a command with its settings, log, database and client; gives back what they hold in the end. */
export async function runDatabase<F extends DatabaseFlags>(
  shell: Shell,
  command: Command,
  work: (session: DatabaseSession<F>) => Promise<number>,
): Promise<void> {
  await runSurrounded<F>(shell, command, async (surroundings) => await runOpened(surroundings, work), databaseValues);
}

async function runOpened<F extends DatabaseFlags>(
  surroundings: Surroundings<F>,
  work: (session: DatabaseSession<F>) => Promise<number>,
): Promise<number> {
  const { flags, log, signal, display } = surroundings;
  const passwords = hidePasswords(flags, log);
  try {
    await using database = await Replicas.of(chooseConnection(flags, process.env));
    if (database.isDefault) log.info(`no --connection-string is given: ${database.display} is used`);
    await using clients = new LazyClient(async () => {
      return openClient(flags, log, signal, display, await limiterFor(flags, log, database));
    });
    return await work({ ...surroundings, database, client: async () => await clients.get() });
  } catch (error) {
    throw maskError(error, passwords);
  }
}

/** The limiter that processes share, unless the database cannot hold it, or the service has no limits. */
async function limiterFor(
  { clientId, baseUrl = PRODUCTION_URL }: DatabaseFlags,
  log: Surroundings<DatabaseFlags>['log'],
  database: Replicas,
): Promise<RateLimiter | undefined> {
  const areLimitsOff = process.env['DAP_LIMITS']?.toLowerCase() === 'off';
  // The client says that its id is missing.
  if (areLimitsOff || clientId === undefined) return undefined;
  const limiter = await database.limiter({ clientId, baseUrl, onWarning: (message) => log.warning(message) });
  if (limiter === undefined) {
    log.info('the request limits of DAP are kept within this process: run no other one with the same client ID');
  }
  return limiter;
}

/** The section `database` of the settings file counts; its `concurrency` in place of that for downloads. */
function databaseValues(file: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { concurrency: _ofDownloads, database, ...rest } = file;
  return { ...rest, ...(database as DatabaseSettings | undefined) };
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

/** A client that is made once, by the first who asks, and closed in the end. */
class LazyClient implements AsyncDisposable {
  readonly #make: () => Promise<DapClient>;
  #client: Promise<DapClient> | undefined;

  constructor(make: () => Promise<DapClient>) {
    this.#make = make;
  }

  get(): Promise<DapClient> {
    this.#client ??= this.#make();
    return this.#client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#client === undefined) return;
    const [made] = await Promise.allSettled([this.#client]);
    if (made.status === 'fulfilled') await made.value.close();
  }
}
