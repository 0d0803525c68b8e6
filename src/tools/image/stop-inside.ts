import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

/** Docker's time between asking a container to stop and killing it. */
const GRACE_MS = 10_000;

/** When a command is stopped. */
export interface StopRule {
  /** Where its lines are read. Default: standard output. */
  readonly from?: 'stdout' | 'stderr';
  /** Asked after each line until it is true. */
  readonly when: (lines: readonly string[]) => boolean;
  /** Done right before the command is stopped. */
  readonly before?: () => Promise<void>;
}

/** How a stopped command ended. */
export interface Stopped {
  readonly lines: readonly string[];
  /** 128 plus the signal's number if a signal ended it. */
  readonly exitCode: number | null;
  readonly isKilled: boolean;
}

/**
 * Runs a command in process ids of its own and asks it to stop, as `docker stop` does: with a SIGTERM to process 1, which
 * is the command itself. For a process 1 no signal has its usual effect.
 */
export async function stopInside(
  command: readonly string[],
  { from = 'stdout', when, before }: StopRule,
): Promise<Stopped> {
  const [program = '', ...parameters] = command;
  const isOutput = from === 'stdout';
  const child = spawn(program, parameters, {
    stdio: ['ignore', isOutput ? 'pipe' : 'ignore', isOutput ? 'inherit' : 'pipe'],
  });
  const input = child[from];
  if (input === null) throw new Error(`Nothing of ${from} can be read.`);
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const lines: string[] = [];
  let killing: Promise<boolean> | undefined;
  for await (const line of createInterface({ input })) {
    lines.push(line);
    if (killing !== undefined || !when(lines)) continue;
    await before?.();
    process.kill(firstChild(child.pid ?? 0), 'SIGTERM');
    killing = killAfterGrace(child.pid ?? 0, ended);
  }
  const [exitCode] = await ended;
  return { lines, exitCode, isKilled: (await killing) ?? false };
}

async function killAfterGrace(pid: number, ended: Promise<unknown>): Promise<boolean> {
  const patience = new AbortController();
  const late = delay(GRACE_MS, true, { signal: patience.signal }).catch(() => false);
  const isLate = await Promise.race([late, ended.then(() => false)]);
  patience.abort();
  if (isLate) process.kill(firstChild(pid), 'SIGKILL');
  return isLate;
}

function firstChild(pid: number): number {
  const [first = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  if (first === '') throw new Error(`Process ${pid} has no child to stop.`);
  return Number(first);
}
