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
  /** Parsed lines of standard output; lines that are not messages are in `lines` only. */
  readonly messages: readonly ReceivedMessage[];
  readonly lines: readonly string[];
  readonly stderr: string;
  /** Milliseconds from the stop signal to the end; undefined when none was sent. */
  readonly stoppedWithinMs: number | undefined;
  /** Highest resident memory seen, in KiB; undefined if the system does not report it. */
  readonly peakRssKb: number | undefined;
}
