import { errorText, isCodedError } from '../../errors.js';
import type { MessageWriter } from '../output/message-writer.js';
import type { Closeable } from '../read-context.js';
import type { CommandContext, Source } from '../source.js';
import type { CommandRequest } from './command-request.js';
import { reportFailure } from './report-failure.js';

/** Exit codes of a command. */
export const EXIT_OK = 0;
export const EXIT_FAILED = 1;

/**
 * Runs a command and writes its messages.
 *
 * @returns the exit code: 0 when it succeeded (`check` always does: its answer is the message), 1 otherwise.
 * @throws CodedError `CDK_OUTPUT_CLOSED` when the output can no longer be written.
 */
export async function runCommand<Config>(
  source: Source<Config>,
  request: CommandRequest,
  messages: MessageWriter,
  signal: AbortSignal,
): Promise<number> {
  const resources = new Set<Closeable>([source]);
  const context: CommandContext = {
    log: messages,
    clock: messages.clock,
    signal,
    registerSecret: (secret) => messages.mask.add(secret),
    isSecret: (text) => messages.mask.finds(text),
    updateConfig: (changes) => messages.configuration.write(changes),
    closeAtEnd: (resource) => resources.add(resource),
  };
  try {
    return await dispatch(source, request, messages, context);
  } catch (error) {
    if (isCodedError(error, 'CDK_OUTPUT_CLOSED')) throw error;
    if (!signal.aborted) reportFailure(messages, error, source.advice);
    return EXIT_FAILED;
  } finally {
    for (const resource of resources) await closeResource(resource, messages);
  }
}

/** The command is done by then, so what cannot be closed does not turn success into failure. */
async function closeResource(resource: Closeable, messages: MessageWriter): Promise<void> {
  try {
    await resource.close();
  } catch (error) {
    messages.warn(`The source could not be closed: ${errorText(error)}`);
  }
}

/** Each command is loaded when it is asked for: `spec` must answer before the others' libraries are read. */
async function dispatch<Config>(
  source: Source<Config>,
  request: CommandRequest,
  messages: MessageWriter,
  context: CommandContext,
): Promise<number> {
  switch (request.command) {
    case 'spec':
      messages.write({ type: 'SPEC', spec: await source.spec() });
      return EXIT_OK;
    case 'check': {
      const { check } = await import('./check.js');
      await check(source, request.config, messages, context);
      return EXIT_OK;
    }
    case 'discover': {
      const { discover } = await import('./discover.js');
      await discover(source, request.config, messages, context);
      return EXIT_OK;
    }
    case 'read': {
      const { runRead } = await import('./run-read.js');
      return (await runRead(source, request, messages, context)) ? EXIT_OK : EXIT_FAILED;
    }
    default:
      return request satisfies never;
  }
}
