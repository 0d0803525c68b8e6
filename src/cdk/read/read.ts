import type { ConfiguredCatalog } from '../../protocol/catalog.js';
import { forEachConcurrently } from '../../util/concurrency.js';
import type { StatesByStream } from '../commands/load-catalog.js';
import type { MessageWriter } from '../output/message-writer.js';
import type { CommandContext, Source } from '../source.js';
import { type PlannedStream, planRead } from './plan.js';
import { SharedReads } from './shared-reads.js';
import { type StreamOutcome, StreamReader } from './stream-reader.js';

/**
 * Reads the streams of a catalog, several at a time, into one ordered output.
 *
 * @returns how each stream ended, in the order of the catalog.
 * @throws CodedError before the first stream, when catalog or states cannot be used; or
 * `CDK_OUTPUT_CLOSED` when the reader of the output is gone.
 */
export async function readStreams<Config>(
  source: Source<Config>,
  config: Config,
  catalog: ConfiguredCatalog,
  states: StatesByStream,
  messages: MessageWriter,
  context: CommandContext,
): Promise<StreamOutcome[]> {
  const streams = await source.streamsToRead(config, catalog, context);
  for (const stream of streams) stream.schemaLoader ??= source.schemaLoader;
  const plans = planRead(catalog, streams, states);
  const shared = new SharedReads();
  const createReader = (planned: PlannedStream) => new StreamReader(planned, messages, context, source.advice, shared);
  try {
    return await runReaders(plans, createReader, Math.max(1, source.concurrency(config)), context.signal);
  } finally {
    await shared.close();
  }
}

/** Each reader is created when its turn comes: a waiting stream takes no memory and logs nothing. */
async function runReaders(
  plans: readonly PlannedStream[],
  createReader: (planned: PlannedStream) => StreamReader,
  concurrency: number,
  signal: AbortSignal,
): Promise<StreamOutcome[]> {
  const outcomes: StreamOutcome[] = plans.map(() => 'stopped');
  const running = new Set<StreamReader>();
  const stopAll = () => {
    for (const reader of running) reader.stop();
  };
  signal.addEventListener('abort', stopAll);
  try {
    await forEachConcurrently(plans.entries(), concurrency, async ([index, planned]) => {
      if (signal.aborted) return;
      const reader = createReader(planned);
      running.add(reader);
      outcomes[index] = await reader.run();
      running.delete(reader);
    });
  } finally {
    signal.removeEventListener('abort', stopAll);
  }
  return outcomes;
}
