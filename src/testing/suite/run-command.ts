import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import process from 'node:process';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CodedError, errorText } from '../../errors.js';

/** How a program is run to files. */
export interface CommandToRun {
  readonly command: readonly string[];
  readonly cwd?: string | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly stdoutPath: string;
  readonly stderrPath: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Whether `command` is one line for the shell. */
  readonly isShell?: boolean;
}

/** How a program ended. */
export interface CommandEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Present when it was killed for taking too long. */
  readonly killedAfterMs?: number;
}

/** Children that a program leaves behind may hold its output open; after this long they are killed. */
const LEFTOVER_MS = 5000;

/**
 * Runs a program as a platform does, its output read through pipes, and keeps that in files which only this user can
 * read. A program that takes too long is killed with all it started.
 *
 * @throws CodedError `TOOL_INPUT` when it cannot be started, `CDK_ABORTED` when `signal` fires.
 */
export async function runToFiles(options: CommandToRun): Promise<CommandEnd> {
  refuseAborted(options.signal);
  const child = start(options);
  let killedAfterMs: number | undefined;
  const timer = setTimeout(() => {
    killedAfterMs = options.timeoutMs;
    killGroup(child);
  }, options.timeoutMs);
  const onAbort = () => killGroup(child);
  options.signal?.addEventListener('abort', onAbort, { once: true });
  let leftover: NodeJS.Timeout | undefined;
  const watchLeftover = () => {
    leftover = setTimeout(() => killGroup(child), LEFTOVER_MS);
  };
  try {
    const [[exitCode, signal]] = await Promise.all([
      ended(child, options.command, watchLeftover),
      toFile(child.stdout, options.stdoutPath),
      toFile(child.stderr, options.stderrPath),
    ]);
    refuseAborted(options.signal);
    return { exitCode, signal, ...(killedAfterMs === undefined ? {} : { killedAfterMs }) };
  } finally {
    clearTimeout(timer);
    clearTimeout(leftover);
    options.signal?.removeEventListener('abort', onAbort);
  }
}

function refuseAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new CodedError('CDK_ABORTED', { message: 'The suite was stopped.' });
}

function start({ command, cwd, env, isShell = false }: CommandToRun): ChildProcess {
  const [program = '', ...args] = command;
  return spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: isShell,
    // A group of its own, so that it can be ended with whatever it starts.
    detached: true,
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
  });
}

async function toFile(stream: Readable | null, path: string): Promise<void> {
  if (stream !== null) await pipeline(stream, createWriteStream(path, { mode: 0o600 }));
}

async function ended(
  child: ChildProcess,
  command: readonly string[],
  onExit: () => void,
): Promise<[exitCode: number | null, signal: string | null]> {
  try {
    const [exitCode, signal] = await once(child, 'exit');
    onExit();
    return [exitCode, signal];
  } catch (error) {
    const message = `The command ${command[0] ?? ''} cannot be started: ${errorText(error)}.`;
    throw new CodedError('TOOL_INPUT', { message, cause: error });
  }
}

/** The group may be gone, or never have been there. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}
