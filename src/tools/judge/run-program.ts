import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** How a program ended, and what it wrote. */
export interface Finished {
  /** Undefined if the program could not be started, or a signal ended it. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and for how long a program runs. */
export interface RunPlace {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Killed after so long. */
  readonly timeout?: number;
  /** Killed when it is aborted. */
  readonly kill?: AbortSignal;
}

/** Runs a program to its end; never throws, so that a missing program differs from a failing one. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { kill, ...place }: RunPlace = {},
): Promise<Finished> {
  const child = spawn(program, args, { ...place, killSignal: 'SIGKILL', stdio: ['ignore', 'pipe', 'pipe'] });
  kill?.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return { exitCode: code ?? undefined, stdout: textOf(out), stderr: textOf(err) };
  } catch (error) {
    return { exitCode: undefined, stdout: textOf(out), stderr: String(error) };
  }
}

function textOf(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8');
}
