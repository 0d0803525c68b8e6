import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { checkMessages } from '../../src/testing/check-messages.js';
import { checkReadOrder } from '../../src/testing/check-read-order.js';
import { type ConnectorRun, type RunOptions, runConnector } from '../../src/testing/run-connector.js';
import { stringifyJson } from '../../src/util/json.js';
import { protocolProblems } from './protocol-file.js';
import { findLeaks } from './secrets.js';

/** The built program, as it is installed. */
export const PROGRAM = fileURLToPath(new URL('../../dist/cli/source-dap.js', import.meta.url));
const FAST_TIME = fileURLToPath(new URL('fast-time.mjs', import.meta.url));

export type Command = 'spec' | 'check' | 'discover' | 'read';

/** Values become JSON files; texts are written unchanged. */
export interface Files {
  readonly config?: unknown;
  readonly catalog?: unknown;
  readonly state?: unknown;
}

/** How a command is run. */
export interface CommandOptions extends Omit<RunOptions, 'command' | 'args'> {
  /** How much faster the program's time runs; default 20; 1 is real time. */
  readonly speed?: number;
  /** The program's time at its start; default: the present. */
  readonly startMs?: number;
}

/**
 * Runs a command of the built program and checks its output against the protocol: each line against the strict
 * types and the protocol's own file, the order of a read, and no secret in any text for people.
 */
export async function runCommand(command: Command, files: Files, options: CommandOptions = {}): Promise<ConnectorRun> {
  const folder = await mkdtemp(join(tmpdir(), 'source-dap-test-'));
  try {
    const args: string[] = [command];
    for (const [name, value] of Object.entries(files)) {
      if (value === undefined) continue;
      const path = join(folder, `${name}.json`);
      await writeFile(path, typeof value === 'string' ? value : stringifyJson(value));
      args.push(`--${name}`, path);
    }
    return await runProgram(args, options, files.config);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same with arguments as they are. */
export async function runProgram(
  args: readonly string[],
  options: CommandOptions = {},
  config?: unknown,
): Promise<ConnectorRun> {
  const { speed = 20, startMs, env, ...rest } = options;
  const fast = speed === 1 ? [] : ['--import', FAST_TIME];
  const run = await runConnector({
    ...rest,
    command: [process.execPath, ...fast, PROGRAM],
    args,
    env: { FAST_TIME_SPEED: String(speed), FAST_TIME_START_MS: String(startMs ?? Date.now()), ...env },
  });
  expectSound(run, config, options);
  return run;
}

function expectSound(run: ConnectorRun, config: unknown, options: CommandOptions): void {
  const isCut = options.stop?.with === 'SIGKILL' || options.closeStdoutAfter !== undefined;
  const lines = isCut ? run.lines.slice(0, -1) : run.lines;
  expect(checkMessages(lines)).toEqual([]);
  expect(protocolProblems(lines)).toEqual([]);
  expect(checkReadOrder(run.messages, isCut)).toEqual([]);
  expect(findLeaks(run, config)).toEqual([]);
}
