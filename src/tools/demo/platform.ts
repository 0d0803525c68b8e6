import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { stringifyJson } from '../../util/json.js';
import { PeakMemory } from './peak-memory.js';
import type { Workspace } from './workspace.js';

/** The connector as it is installed. */
export const SOURCE_PROGRAM = fileURLToPath(new URL('../../cli/source-dap.js', import.meta.url));

const STDERR_LIMIT = 4000;

/** The commands of a source. */
export type Command = 'spec' | 'check' | 'discover' | 'read';

/** A finished command. */
export interface CommandRun {
  readonly command: string;
  /** File with all that it wrote to standard output. */
  readonly output: string;
  readonly wallMs: number;
  /** Undefined if the system does not provide it. */
  readonly peakBytes: number | undefined;
}

/** Documents that a platform hands over as files. */
export interface CommandInput {
  readonly config?: unknown;
  readonly catalog?: unknown;
  readonly state?: unknown;
}

/** Runs the connector as a platform does: child processes, files, standard output. */
export class Platform {
  readonly #workspace: Workspace;
  #runs = 0;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /**
   * Runs one command to its end.
   *
   * @throws Error with what the command wrote to standard error, when it does not end with 0.
   */
  async run(command: Command, input: CommandInput = {}): Promise<CommandRun> {
    this.#runs += 1;
    const stem = `${this.#runs}-${command}`;
    const args: string[] = [command];
    for (const [name, document] of Object.entries(input)) {
      const path = this.#workspace.path(`${stem}.${name}.json`);
      // Readable by this user alone: one of the files holds the secret.
      await writeFile(path, stringifyJson(document), { mode: 0o600 });
      args.push(`--${name}`, path);
    }
    const output = this.#workspace.path(`${stem}.jsonl`);
    return await runProgram(this.#workspace, { program: SOURCE_PROGRAM, args, output });
  }
}

/** A program of this package and its first argument, the command. */
export interface ProgramPlan {
  readonly program: string;
  readonly args: readonly string[];
  /** File for what it writes to standard output. */
  readonly output: string;
  /** Beside the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a program to its end.
 *
 * @throws Error with what it wrote to standard error, when it does not end with 0.
 */
export async function runProgram(workspace: Workspace, plan: ProgramPlan): Promise<CommandRun> {
  const { program, args, output, env } = plan;
  const [command = ''] = args;
  const startedAt = performance.now();
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const forget = workspace.atEnd(() => child.kill('SIGKILL'));
  try {
    const peakBytes = await follow(child, output, `${basename(program, '.js')} ${command}`);
    return { command, output, wallMs: performance.now() - startedAt, peakBytes };
  } finally {
    forget();
  }
}

async function follow(
  child: ChildProcess & { readonly stdout: NodeJS.ReadableStream; readonly stderr: NodeJS.ReadableStream },
  output: string,
  command: string,
): Promise<number | undefined> {
  const memory = new PeakMemory(child.pid);
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString('utf8')).slice(-STDERR_LIMIT);
  });
  try {
    const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
    const [[code, signal]] = await Promise.all([closed, pipeline(child.stdout, createWriteStream(output))]);
    if (code === 0) return memory.stop();
    throw new Error(`"${command}" ended with ${signal ?? `exit code ${code}`}.\n${errors}`.trimEnd());
  } finally {
    memory.stop();
  }
}
