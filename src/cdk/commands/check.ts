import { isCodedError, userMessage } from '../../errors.js';
import type { MessageWriter } from '../output/message-writer.js';
import type { CommandContext, Source } from '../source.js';
import type { JsonInput } from './json-input.js';
import { loadConfig } from './load-config.js';
import { toCodedError } from './report-failure.js';

/** Tries the configuration out. Whatever goes wrong becomes the one CONNECTION_STATUS, a broken file too. */
export async function check<Config>(
  source: Source<Config>,
  configInput: JsonInput,
  messages: MessageWriter,
  context: CommandContext,
): Promise<void> {
  try {
    await source.check(await loadConfig(source, configInput, messages), context);
  } catch (error) {
    if (isCodedError(error, 'CDK_OUTPUT_CLOSED') || context.signal.aborted) throw error;
    const known = toCodedError(error);
    messages.debug(known.internalMessage);
    messages.connectionStatus('FAILED', userMessage(known, source.advice));
    return;
  }
  messages.connectionStatus('SUCCEEDED');
}
