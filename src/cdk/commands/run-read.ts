import type { MessageWriter } from '../output/message-writer.js';
import { readStreams } from '../read/read.js';
import type { CommandContext, Source } from '../source.js';
import type { ReadRequest } from './command-request.js';
import { loadCatalog, loadStates } from './load-catalog.js';
import { loadConfig } from './load-config.js';

/** Reads the streams of the catalog. Returns false when one failed or was stopped. */
export async function runRead<Config>(
  source: Source<Config>,
  request: ReadRequest,
  messages: MessageWriter,
  context: CommandContext,
): Promise<boolean> {
  const config = await loadConfig(source, request.config, messages);
  const catalog = await loadCatalog(request.catalog);
  const states = await loadStates(request.state, catalog);
  const outcomes = await readStreams(source, config, catalog, states, messages, context);
  return outcomes.every((outcome) => outcome === 'complete' || outcome === 'missing');
}
