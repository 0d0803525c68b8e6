import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { LineCollector } from './line-collector.js';
import { watchMemory } from './memory-watch.js';
import type { ReceivedMessage } from './received-message.js';
import type { ConnectorRun, RunOptions } from './run-options.js';

export type { ConnectorRun, RunOptions, StopPlan } from './run-options.js';

/**
 * Runs a connector as a platform does: as a program of its own, its standard output read line by line,
 * nothing lost, nothing interpreted.
 *
 * @throws Error when it cannot be started or does not end in time.
 * @example
 * const run = await runConnector({ command: ['node', 'source.js'], args: ['check', '--config', 'config.json'] });
 * run.messages // [{ type: 'CONNECTION_STATUS', connectionStatus: { status: 'SUCCEEDED' } }]
 */
export async function runConnector(options: RunOptions): Promise<ConnectorRun> {
  const [program = '', ...first] = options.command;
  const child = spawn(program, [...first, ...(options.args ?? [])], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  return await new Run(child, child.stdout, child.stderr, options).finish();
}

/** One child process from start to end. */
class Run {
  readonly #child: ChildProcess;
  readonly #options: RunOptions;
  readonly #collector = new LineCollector();
  readonly #exit: Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }>;
  readonly #reading: Promise<void>;
  readonly #stderr: Promise<string>;
  readonly #timers: NodeJS.Timeout[] = [];
  #stopSentAt: number | undefined;
  #isLate = false;
  #hasEnded = false;

  constructor(child: ChildProcess, stdout: Readable, stderr: Readable, options: RunOptions) {
    this.#child = child;
    this.#options = options;
    this.#exit = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
    });
    this.#reading = this.#read(stdout);
    this.#stderr = readAll(stderr);
    this.#arm();
  }

  async finish(): Promise<ConnectorRun> {
    const memory = watchMemory(this.#child.pid);
    try {
      const { exitCode, signal } = await this.#exit;
      const endedAt = performance.now();
      this.#hasEnded = true;
      await this.#reading;
      if (this.#isLate)
        throw new Error(`The connector did not end within ${this.#timeoutMs} ms: ${await this.#stderr}`);
      return {
        exitCode,
        signal,
        messages: this.#collector.messages,
        lines: this.#collector.lines,
        stderr: await this.#stderr,
        stoppedWithinMs: this.#stopSentAt === undefined ? undefined : endedAt - this.#stopSentAt,
        peakRssKb: memory.peakKb(),
      };
    } finally {
      memory.end();
      for (const timer of this.#timers) clearTimeout(timer);
    }
  }

  get #timeoutMs(): number {
    return this.#options.timeoutMs ?? 60_000;
  }

  #arm(): void {
    const late = () => {
      this.#isLate = true;
      this.#child.kill('SIGKILL');
    };
    this.#timers.push(setTimeout(late, this.#timeoutMs));
    const after = this.#options.stop?.after;
    if (typeof after === 'object') this.#timers.push(setTimeout(() => this.#stop(), after.ms));
    else if (after === 0) this.#stop();
  }

  async #read(stdout: Readable): Promise<void> {
    const { stdoutDelayMs = 0, pauseStdoutAfter, closeStdoutAfter } = this.#options;
    for await (const chunk of stdout) {
      for (const message of this.#collector.add(chunk as Buffer)) this.#onMessage(message);
      if (this.#collector.messages.length >= (closeStdoutAfter ?? Number.POSITIVE_INFINITY)) break;
      if (this.#collector.messages.length >= (pauseStdoutAfter ?? Number.POSITIVE_INFINITY)) await this.#exit;
      if (stdoutDelayMs > 0 && !this.#hasEnded) await delay(stdoutDelayMs);
    }
    this.#collector.end();
  }

  #onMessage(message: ReceivedMessage): void {
    const after = this.#options.stop?.after;
    const due =
      typeof after === 'function'
        ? after(message)
        : typeof after === 'number' && this.#collector.messages.length >= after;
    if (due) this.#stop();
  }

  #stop(): void {
    if (this.#stopSentAt !== undefined || this.#options.stop === undefined) return;
    this.#stopSentAt = performance.now();
    this.#child.kill(this.#options.stop.with);
  }
}

async function readAll(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
