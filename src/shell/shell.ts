import type { Command } from 'commander';
import { type Advice, type ErrorCode, isAbort, isCodedError, userMessage } from '../errors.js';
import { hasCode } from '../util/has-code.js';
import { safeStack } from '../util/safe-stack.js';
import { createCommandLine, EXIT_USAGE, type ProgramInfo, runCommandLine } from './command-line.js';
import { StopSignals } from './stop-signals.js';

/** How a program for people presents itself, and how it ends. */
export interface ShellOptions extends ProgramInfo {
  /** What its users can do about each error. */
  readonly advice: Advice;
  /** Exit code of every failure but wrong usage. */
  readonly exitFailed: number;
  /** How it ends when it is interrupted: by the signal, or with an exit code. */
  readonly interrupted: 'signal' | number;
  /** Errors that mean wrong usage. */
  readonly usageErrors?: readonly ErrorCode[];
}

/** What an action gets from the shell. */
export interface ActionContext {
  /** Fires when the command must stop. An action that asks for it must end soon after; others are ended at once. */
  readonly signal: AbortSignal;
}

/** What a command does; gives the exit code. */
export type Action = (context: ActionContext) => Promise<number>;

/** How long a command may tidy up after a stop signal. */
const GRACE_MS = 10_000;

/**
 * A program for people: its command line, its signals, its errors, its exit codes.
 *
 * @example
 * const shell = new Shell({ name: 'tool', ... });
 * addLazyCommand(shell.program, 'list', 'list the tables', async () => (await import('./list.js')).listCommand(shell));
 * await shell.run(process.argv.slice(2));
 */
export class Shell {
  readonly program: Command;
  readonly #options: ShellOptions;
  #stop: StopSignals | undefined;

  constructor(options: ShellOptions) {
    this.#options = options;
    this.program = createCommandLine(options);
  }

  /** Runs the command that the arguments name, and sets the exit code of the process. */
  async run(args: readonly string[]): Promise<void> {
    const stop = new StopSignals({ endBy: this.#options.interrupted, graceMs: GRACE_MS });
    this.#stop = stop;
    process.on('uncaughtException', this.#onDefect);
    process.stdout.on('error', this.#onOutputError);
    try {
      const code = await runCommandLine(this.program, args);
      if (code !== undefined) process.exitCode = code;
    } catch (error) {
      process.exitCode = this.#report(error);
    } finally {
      process.off('uncaughtException', this.#onDefect);
      // After a signal, the end of the process is still to come.
      if (!stop.received) stop.dismiss();
    }
  }

  /** Runs the action of a command. Call it in the `action` of its definition. */
  async act(action: Action): Promise<void> {
    const stop = this.#stop;
    if (stop === undefined) throw new Error('An action runs within run().');
    let running: Promise<void> = Promise.resolve();
    const context: ActionContext = {
      get signal() {
        stop.onStop(() => running);
        return stop.signal;
      },
    };
    running = this.#settle(action, context);
    await running;
  }

  /** The same for a command that runs until it is stopped: a stop signal is its usual end. */
  async actUntilStopped(action: Action): Promise<void> {
    await this.act(async (context) => {
      const { signal } = context;
      const code = await action({ signal });
      if (signal.aborted) this.#stop?.dismiss();
      return code;
    });
  }

  async #settle(action: Action, context: ActionContext): Promise<void> {
    try {
      process.exitCode = await action(context);
    } catch (error) {
      process.exitCode =
        this.#stop?.received === true && isAbort(error) ? this.#options.exitFailed : this.#report(error);
    }
  }

  /** Reports an error on standard error: a foreseen one in one paragraph, a defect with its stack. */
  #report(error: unknown): number {
    const { advice, exitFailed, usageErrors = [] } = this.#options;
    if (!isCodedError(error)) {
      const help = advice.CDK_UNEXPECTED;
      process.stderr.write(`${safeStack(error)}\n${typeof help === 'string' ? `${help}\n` : ''}`);
      return exitFailed;
    }
    process.stderr.write(`error: ${userMessage(error, advice)} [${error.code}]\n`);
    return usageErrors.includes(error.code) ? EXIT_USAGE : exitFailed;
  }

  readonly #onDefect = (error: unknown): void => {
    process.exit(this.#report(error));
  };

  /** That the reader has seen enough, as `head` has, is not worth a word; a full disk is. */
  readonly #onOutputError = (error: Error): void => {
    if (!hasCode(error, 'EPIPE')) process.stderr.write(`error: standard output cannot be written: ${error.message}\n`);
    process.exit(this.#options.exitFailed);
  };
}
