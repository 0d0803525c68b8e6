import type { Command } from 'commander';
import type { DapClient } from '../../dap/index.js';
import type { Shell } from '../../shell/shell.js';
import { areLimitsOff, openClient, runSurrounded, type Surroundings } from '../session.js';
import type { DatabaseFlags } from '../settings/database-options.js';
import type { DatabaseSettings } from '../settings/database-settings.js';
import { chooseConnection } from './choose-connection.js';
import { maskError } from './mask-error.js';
import { openReplicas, type Replicas } from './open-replicas.js';
import { passwordsOf } from './passwords.js';

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
    await using database = await openReplicas(chooseConnection(flags, process.env));
    if (database.isDefault) log.info(`no --connection-string is given: ${database.display} is used`);
    await using clients = new LazyClient(async () => {
      const { clientId, baseUrl } = flags;
      const rateLimiter = areLimitsOff() ? undefined : await database.limiter({ clientId, baseUrl });
      if (!areLimitsOff() && rateLimiter === undefined) {
        log.info('the request limits of DAP are kept within this process: run no other one with these credentials');
      }
      return openClient(flags, log, signal, display, rateLimiter);
    });
    return await work({ ...surroundings, database, client: async () => await clients.get() });
  } catch (error) {
    throw maskError(error, passwords);
  }
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
