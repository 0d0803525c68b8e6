import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { PeakMemory } from '../demo/peak-memory.js';
import { endedChildrenCpuMs } from './children-cpu.js';

const STDERR_LIMIT = 4000;
const LINE_FEED = 10;

/** How standard output is drained. */
export type Reader =
  | { readonly kind: 'fast' }
  /** Stops for `pauseMs` after every `everyBytes`. */
  | { readonly kind: 'slow'; readonly everyBytes: number; readonly pauseMs: number };

/** What a process cost. */
export interface Figures {
  /** User and system time of this process alone, its threads included. */
  readonly cpuMs: number;
  readonly wallMs: number;
  /** Peak of resident memory. */
  readonly peakBytes: number;
  readonly outputBytes: number;
  readonly outputLines: number;
}

/**
 * Runs a program to its end, its standard output drained through a pipe. One at a time: CPU is what ended children
 * cost in the meantime.
 *
 * @throws Error with what it wrote to standard error, when it does not end with 0.
 */
export async function runMeasured(
  program: string,
  args: readonly string[],
  reader: Reader = { kind: 'fast' },
): Promise<Figures> {
  const cpuBefore = endedChildrenCpuMs();
  const startedAt = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const killWithUs = (): boolean => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const memory = new PeakMemory(child.pid);
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString('utf8')).slice(-STDERR_LIMIT);
  });
  try {
    const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
    const [[code, signal], output] = await Promise.all([closed, drain(child.stdout, reader)]);
    const wallMs = performance.now() - startedAt;
    if (code !== 0) throw new Error(`${program} ended with ${signal ?? `exit code ${code}`}.\n${errors}`.trimEnd());
    return { cpuMs: endedChildrenCpuMs() - cpuBefore, wallMs, peakBytes: memory.stop() ?? Number.NaN, ...output };
  } finally {
    memory.stop();
    process.removeListener('exit', killWithUs);
  }
}

async function drain(
  stdout: NodeJS.ReadableStream,
  reader: Reader,
): Promise<Pick<Figures, 'outputBytes' | 'outputLines'>> {
  let outputBytes = 0;
  let outputLines = 0;
  let untilPause = reader.kind === 'slow' ? reader.everyBytes : Number.POSITIVE_INFINITY;
  for await (const chunk of stdout as AsyncIterable<Buffer>) {
    outputBytes += chunk.length;
    outputLines += countLines(chunk);
    untilPause -= chunk.length;
    if (reader.kind === 'fast' || untilPause > 0) continue;
    untilPause = reader.everyBytes;
    await delay(reader.pauseMs);
  }
  return { outputBytes, outputLines };
}

function countLines(chunk: Buffer): number {
  let lines = 0;
  for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1)) lines += 1;
  return lines;
}
