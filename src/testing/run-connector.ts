import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { LineCollector } from './line-collector.js';
import { watchMemory } from './memory-watch.js';
import type { ReceivedMessage } from './received-message.js';

/** When and how a run is stopped from outside. */
export interface StopPlan {
  /** After so many messages, after the message for which this is true, or so long after the start. */
  readonly after: number | ((message: ReceivedMessage) => boolean) | { readonly ms: number };
  readonly with: 'SIGTERM' | 'SIGINT' | 'SIGKILL';
}

/** How a connector is run. */
export interface RunOptions {
  /** Program and its first arguments, such as `['node', 'dist/cli/source-dap.js']`. */
  readonly command: readonly string[];
  /** What a platform adds, such as `['spec']`. */
  readonly args?: readonly string[];
  readonly cwd?: string;
  /** The whole environment of the program; that of this process when absent. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stop?: StopPlan;
  /** A slow reader: the pause after each chunk taken. */
  readonly stdoutDelayMs?: number;
  /** A reader that hangs: takes nothing after so many messages until the program has ended. */
  readonly pauseStdoutAfter?: number;
  /** A reader that leaves: closes its end after so many messages. */
  readonly closeStdoutAfter?: number;
  /** After this long the program is killed and the run fails; one minute by default. */
  readonly timeoutMs?: number;
}

/** What a run gave. */
export interface ConnectorRun {
  /** Null when a signal ended the program. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Parsed lines of standard output; lines that are no message are in `lines` only. */
  readonly messages: readonly ReceivedMessage[];
  readonly lines: readonly string[];
  readonly stderr: string;
  /** Milliseconds from the stop signal to the end; undefined when none was sent. */
  readonly stoppedWithinMs: number | undefined;
  /** Highest resident memory seen, in KiB; undefined where the system does not tell. */
  readonly peakRssKb: number | undefined;
}

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
