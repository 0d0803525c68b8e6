import type { CommandRequest } from '../cdk/commands/command-request.js';
import type { JsonInput } from '../cdk/commands/json-input.js';
import { runCommand } from '../cdk/commands/run-command.js';
import { MemorySink } from '../cdk/output/memory-sink.js';
import { MessageWriter } from '../cdk/output/message-writer.js';
import { SecretMask } from '../cdk/output/secret-mask.js';
import type { Source } from '../cdk/source.js';
import { type Clock, systemClock } from '../util/clock.js';
import { stringifyJson } from '../util/json.js';
import { parseMessages, type ReceivedMessage } from './received-message.js';

/** A command with its files as values: objects become JSON, texts are taken as they stand. */
export interface InProcessCommand {
  readonly command: 'spec' | 'check' | 'discover' | 'read';
  readonly config?: unknown;
  readonly catalog?: unknown;
  readonly state?: unknown;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  /** DEBUG lines too. */
  readonly debug?: boolean;
}

/** What a command gave. */
export interface InProcessRun {
  readonly exitCode: number;
  readonly lines: readonly string[];
  readonly messages: readonly ReceivedMessage[];
}

/**
 * Runs a command of a source inside this process: quick, and with a debugger at hand. Signals, arguments and
 * standard output are left out; test those with `runConnector`.
 *
 * @example
 * const { messages } = await runCommandInProcess(new MySource(), { command: 'check', config: { api_key: 'x' } });
 */
export async function runCommandInProcess<Config>(
  source: Source<Config>,
  command: InProcessCommand,
): Promise<InProcessRun> {
  const sink = new MemorySink();
  const clock = command.clock ?? systemClock;
  const messages = new MessageWriter({ sink, mask: new SecretMask(), clock, debug: command.debug ?? false });
  const signal = command.signal ?? new AbortController().signal;
  const exitCode = await runCommand(source, toRequest(command), messages, signal);
  return { exitCode, lines: sink.lines, messages: parseMessages(sink.lines) };
}

function toRequest(command: InProcessCommand): CommandRequest {
  if (command.command === 'spec') return { command: 'spec' };
  const config = valueInput('config.json', command.config ?? {});
  if (command.command !== 'read') return { command: command.command, config };
  return {
    command: 'read',
    config,
    catalog: valueInput('catalog.json', command.catalog ?? { streams: [] }),
    state: command.state === undefined ? undefined : valueInput('state.json', command.state),
  };
}

function valueInput(path: string, value: unknown): JsonInput {
  return { path, readText: async () => (typeof value === 'string' ? value : stringifyJson(value)) };
}
