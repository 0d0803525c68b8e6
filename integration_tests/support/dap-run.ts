import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Emulator } from '../../src/emulator/index.js';

const PROGRAM = fileURLToPath(new URL('../../dist/cli/dap.js', import.meta.url));
const FAST_TIME = fileURLToPath(new URL('fast-time.mjs', import.meta.url));
const PATIENCE_MS = 100_000;

/** How a run of `dap` ended. */
export interface DapRun {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How `dap` is run. */
export interface DapRunOptions {
  /** Shares the emulator's clock, which runs so many times faster than time. */
  readonly speed?: number;
  /** Called when the program has started; it may kill it. */
  readonly onStart?: (kill: () => void) => void;
  /** Runs this file instead of the program `dap`. */
  readonly script?: string;
  readonly cwd?: string;
}

/** Runs the built program `dap` with the credentials of an emulator, to its end. */
export async function runDap(
  emulator: Emulator,
  args: readonly string[],
  { speed, onStart, script = PROGRAM, cwd }: DapRunOptions = {},
): Promise<DapRun> {
  const fast = speed === undefined ? [] : ['--import', FAST_TIME];
  const child = spawn(process.execPath, [...fast, script, ...args], {
    ...(cwd === undefined ? {} : { cwd }),
    env: {
      ...process.env,
      DAP_API_URL: emulator.baseUrl,
      DAP_CLIENT_ID: emulator.clientId,
      DAP_CLIENT_SECRET: emulator.clientSecret,
      FAST_TIME_SPEED: String(speed ?? 1),
      FAST_TIME_START_MS: String(Date.parse(emulator.clock.now())),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  onStart?.(() => child.kill('SIGKILL'));
  const [exitCode, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { exitCode, signal, ...output };
}

/** Paths of all files below a folder, relative to it, in order. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
