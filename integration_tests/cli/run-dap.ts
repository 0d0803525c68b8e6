import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Emulator } from '../../src/emulator/index.js';

const PROGRAM = fileURLToPath(new URL('../../dist/cli/dap.js', import.meta.url));
const FAST_TIME = fileURLToPath(new URL('../support/fast-time.mjs', import.meta.url));

const ASK_EVERY_MS = 5;

/** How a command ended. */
export interface DapRun {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run a command. */
export interface DapPlan {
  /** Beside the credentials of the emulator; an empty text takes one away. */
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input. */
  readonly input?: string;
  /** How much faster the time of the program runs, so that its pauses are short. */
  readonly speed?: number;
  /** Sends a signal as soon as `when` is true; it is asked again and again. */
  readonly stop?: { readonly by: NodeJS.Signals; readonly when: () => Promise<boolean> };
}

/** A folder, an emulator and the built program `dap`. */
export class DapLab {
  readonly emulator: Emulator;
  readonly folder: string;

  private constructor(emulator: Emulator, folder: string) {
    this.emulator = emulator;
    this.folder = folder;
  }

  static async create(emulator: Emulator): Promise<DapLab> {
    return new DapLab(emulator, await mkdtemp(join(tmpdir(), 'dap-cli-')));
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Runs the program in the folder, with the credentials of the emulator in its environment. */
  async dap(args: readonly string[], plan: DapPlan = {}): Promise<DapRun> {
    const { baseUrl, clientId, clientSecret } = this.emulator;
    const { speed = 1 } = plan;
    const fast = speed === 1 ? [] : ['--import', FAST_TIME];
    const { PATH = '', HOME = '' } = process.env;
    const child = spawn(process.execPath, [...fast, PROGRAM, ...args], {
      cwd: this.folder,
      env: {
        PATH,
        HOME,
        FAST_TIME_SPEED: String(speed),
        DAP_API_URL: baseUrl,
        DAP_CLIENT_ID: clientId,
        DAP_CLIENT_SECRET: clientSecret,
        ...plan.env,
      },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.stdin.end(plan.input ?? '');
    const closed = once(child, 'close');
    while (plan.stop !== undefined && child.exitCode === null && !child.killed) {
      if (await plan.stop.when()) child.kill(plan.stop.by);
      await delay(ASK_EVERY_MS);
    }
    const [code, signal] = await closed;
    return { code, signal, stdout, stderr };
  }

  /** Paths of all files below a folder of the lab, relative to it, sorted; none if it is not there. */
  async files(folder: string): Promise<readonly string[]> {
    const path = join(this.folder, folder);
    if (!existsSync(path)) return [];
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
      .sort();
  }
}

/** The documents of JSON Lines. */
export function jsonLines(text: string): readonly Readonly<Record<string, unknown>>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
