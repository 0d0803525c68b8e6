import { errorsOf } from '../messages-of-type.js';
import type { ReceivedMessage } from '../received-message.js';
import type { ReceivedLine } from './received-line.js';

/** One run of a command of the connector. */
export interface CommandRun {
  /** For people: `spec`, `check of the invalid config`, `read from STATE 3`. */
  readonly title: string;
  readonly command: 'spec' | 'check' | 'discover' | 'read';
  /** How it must end, by its input; with success when absent. */
  readonly expects?: 'success' | 'failure' | 'either';
  /** Whether a separate rule reports its failure. */
  readonly isProbe?: boolean;
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** How long it was waited for before it was killed; absent when it ended by itself. */
  readonly killedAfterMs?: number;
  /** Lines of standard output; can be iterated repeatedly. */
  readonly output: Iterable<ReceivedLine>;
  readonly stderr: Iterable<string>;
}

/** The messages among the lines of an output; can be iterated repeatedly. */
export function messagesIn(output: Iterable<ReceivedLine>): Iterable<ReceivedMessage> {
  return {
    *[Symbol.iterator]() {
      for (const { message } of output) if (message !== undefined) yield message;
    },
  };
}

/** Tells whether a run succeeded. */
export function hasSucceeded(run: CommandRun): boolean {
  return run.exitCode === 0 && run.killedAfterMs === undefined;
}

/**
 * How a run ended, with the reason it gave.
 *
 * @example
 * describeEnd(run) // 'exit code 1: The key was refused.'
 */
export function describeEnd(run: CommandRun): string {
  if (run.killedAfterMs !== undefined) return `killed after ${run.killedAfterMs / 1000} s because it did not end`;
  const end = run.exitCode === null ? `ended by ${run.signal ?? 'a signal'}` : `exit code ${run.exitCode}`;
  const reason = run.exitCode === 0 ? '' : reasonGiven(run);
  return reason === '' ? end : `${end}: ${reason}`;
}

const REASON_LENGTH = 300;

function reasonGiven(run: CommandRun): string {
  const traced = errorsOf(messagesIn(run.output))[0]?.message;
  return (traced ?? tellingLine(run.stderr) ?? '').trim().slice(0, REASON_LENGTH);
}

/** The last line that names an error, as the trace of an exception ends in Python and begins in JavaScript; or the last. */
function tellingLine(lines: Iterable<string>): string | undefined {
  let [last, error]: (string | undefined)[] = [];
  for (const line of lines) {
    if (line.trim() === '') continue;
    last = line;
    if (/^\s*[\w.]*(error|exception)\b.*:/i.test(line)) error = line;
  }
  return error ?? last;
}
