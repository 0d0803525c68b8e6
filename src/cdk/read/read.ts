import type { ConfiguredCatalog } from '../../protocol/catalog.js';
import { forEachConcurrently } from '../../util/concurrency.js';
import type { StatesByStream } from '../commands/load-catalog.js';
import type { MessageWriter } from '../output/message-writer.js';
import type { CommandContext, Source } from '../source.js';
import { planRead } from './plan.js';
import { type StreamOutcome, StreamReader } from './stream-reader.js';

/**
 * Reads the streams of a catalog, several at a time, into one ordered output.
 *
 * @returns how each stream ended, in the order of the catalog.
 * @throws CodedError before the first stream, when catalog or states cannot be used; or
 * `CDK_OUTPUT_CLOSED` when nobody reads any more.
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
  const readers = planRead(catalog, streams, states).map(
    (planned) => new StreamReader(planned, messages, context, source.advice),
  );
  return await runReaders(readers, Math.max(1, source.concurrency(config)), context.signal);
}

async function runReaders(
  readers: readonly StreamReader[],
  concurrency: number,
  signal: AbortSignal,
): Promise<StreamOutcome[]> {
  const outcomes: StreamOutcome[] = readers.map(() => 'stopped');
  const running = new Set<StreamReader>();
  const stopAll = () => {
    for (const reader of running) reader.stop();
  };
  signal.addEventListener('abort', stopAll);
  try {
    await forEachConcurrently(readers.entries(), concurrency, async ([index, reader]) => {
      if (signal.aborted) return;
      running.add(reader);
      outcomes[index] = await reader.run();
      running.delete(reader);
    });
  } finally {
    signal.removeEventListener('abort', stopAll);
  }
  return outcomes;
}
