import { spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';
import type { JsonObject } from '../../util/json.js';
import { parseJson } from '../../util/json.js';
import { MissingPrerequisite } from './missing-prerequisite.js';
import { runProgram } from './run-program.js';

const HOST = process.env['PGHOST'] ?? '127.0.0.1';
const PORT = process.env['PGPORT'] ?? '5432';

/** A PostgreSQL database that lives as long as the judge. */
export class Database {
  readonly #user: string;
  readonly #name: string;

  private constructor(user: string, name: string) {
    this.#user = user;
    this.#name = name;
  }

  /**
   * Makes an empty database of UTF-8.
   *
   * @throws MissingPrerequisite without psql or a server that lets this user in.
   */
  static async create(): Promise<Database> {
    const name = `dap_judge_${process.pid}`;
    const create = `create database ${name} template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'`;
    let reason = '';
    for (const user of [process.env['PGUSER'], userInfo().username, 'postgres']) {
      if (user === undefined) continue;
      const made = await runProgram('psql', psqlArgs(user, 'postgres', create));
      if (made.exitCode === 0) return new Database(user, name);
      reason = made.stderr;
    }
    throw new MissingPrerequisite(
      `PostgreSQL at ${HOST}:${PORT} and psql are needed, and a user who may make a database.\n${reason}`,
    );
  }

  /** Connection string as the official client takes it. */
  get url(): string {
    const password = process.env['PGPASSWORD'];
    const user = encodeURIComponent(this.#user) + (password === undefined ? '' : `:${encodeURIComponent(password)}`);
    return `postgresql://${user}@${HOST}:${PORT}/${this.#name}`;
  }

  /**
   * The rows of a query that gives one JSON object each.
   *
   * @throws Error with the server's message.
   */
  async rows(sql: string): Promise<readonly JsonObject[]> {
    const done = await runProgram('psql', psqlArgs(this.#user, this.#name, sql));
    if (done.exitCode !== 0) throw new Error(`psql: ${done.stderr}`);
    return done.stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => parseJson(line) as JsonObject);
  }

  /** Drops it, even if clients are connected. */
  drop(): void {
    spawnSync('psql', psqlArgs(this.#user, 'postgres', `drop database if exists ${this.#name} with (force)`));
  }
}

function psqlArgs(user: string, database: string, sql: string): string[] {
  const to = ['-h', HOST, '-p', PORT, '-U', user, '-d', database, '-w'];
  return ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', ...to, '-c', sql];
}
