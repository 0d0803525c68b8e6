import { CodedError } from '../../errors.js';
import { tryStream } from '../all-records.js';
import type { CommandContext, Source } from '../source.js';

/**
 * Reads one record of each stream that the source names in `checkStreams`.
 *
 * @throws CodedError `CDK_STREAM_DEFINITION` when it names none, or one that it does not have; whatever a stream throws.
 */
export async function checkByStreams<Config>(
  source: Source<Config>,
  config: Config,
  context: CommandContext,
): Promise<void> {
  const names = source.checkStreams ?? [];
  if (names.length === 0) throw badDefinition('The source has neither check nor checkStreams.');
  const streams = await source.streams(config, context);
  for (const stream of streams) stream.schemaLoader ??= source.schemaLoader;
  for (const name of names) {
    const stream = streams.find((each) => each.name === name);
    if (stream === undefined) {
      const offered = streams.map((each) => each.name).join(', ');
      throw badDefinition(`checkStreams names ${name}, but the source has only ${offered}.`);
    }
    await tryStream(stream, context);
  }
}

function badDefinition(message: string): CodedError {
  return new CodedError('CDK_STREAM_DEFINITION', { message });
}
