import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Emulator } from '../../emulator/index.js';
import { MissingPrerequisite } from './missing-prerequisite.js';
import { type Finished, type RunPlace, runProgram } from './run-program.js';

const REQUIREMENT = 'instructure-dap-client[postgresql,mysql]==2.3.1';

/**
 * Installs the official client into a virtual environment in `folder`, or in the folder that `DAP_JUDGE_VENV` names,
 * where the next judge finds it.
 *
 * @returns the path of its program.
 * @throws MissingPrerequisite without Python, or where the package cannot be had.
 */
export async function installOfficialClient(folder: string): Promise<string> {
  const shared = process.env['DAP_JUDGE_VENV'];
  if (shared === undefined || shared === '') return await install(folder);
  const complete = join(shared, 'complete');
  if (existsSync(complete)) return join(shared, 'bin', 'dap');
  const program = await install(shared);
  writeFileSync(complete, `${REQUIREMENT}\n`);
  return program;
}

async function install(folder: string): Promise<string> {
  const made = await runProgram('python3', ['-m', 'venv', folder]);
  if (made.exitCode !== 0) {
    throw new MissingPrerequisite(`Python 3.11 or newer with its module venv is needed.\n${made.stderr}`);
  }
  const pip = ['install', '--quiet', '--disable-pip-version-check', REQUIREMENT];
  const installed = await runProgram(`${folder}/bin/pip`, pip);
  if (installed.exitCode !== 0) {
    throw new MissingPrerequisite(`${REQUIREMENT} cannot be installed.\n${installed.stderr}`);
  }
  return `${folder}/bin/dap`;
}

/** The official client, in a virtual environment of its own. */
export class PythonClient {
  readonly #program: string;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(program: string, env: NodeJS.ProcessEnv) {
    this.#program = program;
    this.#env = env;
  }

  /**
   * Installs the client in `folder` and points it at an emulator and a database.
   *
   * @throws MissingPrerequisite as {@link installOfficialClient} does.
   */
  static async install(folder: string, emulator: Emulator, databaseUrl: string): Promise<PythonClient> {
    return PythonClient.of(await installOfficialClient(folder), folder, emulator, databaseUrl);
  }

  /** Points a client that is installed, see {@link installOfficialClient}, at an emulator and a database. */
  static of(program: string, folder: string, emulator: Emulator, databaseUrl: string): PythonClient {
    return new PythonClient(program, {
      ...process.env,
      TMPDIR: folder,
      DAP_TRACKING: 'off',
      DAP_API_URL: emulator.baseUrl,
      DAP_CLIENT_ID: emulator.clientId,
      DAP_CLIENT_SECRET: emulator.clientSecret,
      DAP_CONNECTION_STRING: databaseUrl,
    });
  }

  /** Runs one command of the client. */
  run(...args: readonly string[]): Promise<Finished> {
    return this.#run(args);
  }

  /** The same, killed (SIGKILL) when `kill` is aborted. */
  runUntil(kill: AbortSignal, ...args: readonly string[]): Promise<Finished> {
    return this.#run(args, { kill });
  }

  #run(args: readonly string[], place: RunPlace = {}): Promise<Finished> {
    return runProgram(this.#program, ['--non-interactive', ...args], { ...place, env: this.#env });
  }
}
