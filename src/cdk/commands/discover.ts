import { isCodedError } from '../../errors.js';
import type { AirbyteStream } from '../../protocol/catalog.js';
import { forEachConcurrently } from '../../util/concurrency.js';
import { indexStreams } from '../index-streams.js';
import type { MessageWriter } from '../output/message-writer.js';
import { refuseBadDefinition } from '../refuse-bad-definition.js';
import type { CommandContext, Source } from '../source.js';
import type { Stream } from '../stream.js';
import type { JsonInput } from './json-input.js';
import { loadConfig } from './load-config.js';

/** How many schemas are asked for at a time: sources with dynamic ones ask a server for each. */
const CONCURRENCY = 16;

/**
 * Writes the catalog of all streams.
 *
 * @throws CodedError `CDK_STREAM_DEFINITION` when a stream contradicts itself or another has its name.
 */
export async function discover<Config>(
  source: Source<Config>,
  configInput: JsonInput,
  messages: MessageWriter,
  context: CommandContext,
): Promise<void> {
  const config = await loadConfig(source, configInput, messages);
  const streams = [...indexStreams(await source.streams(config, context)).values()];
  for (const stream of streams) stream.schemaLoader ??= source.schemaLoader;
  const described: (AirbyteStream | undefined)[] = new Array(streams.length);
  await forEachConcurrently(streams.entries(), CONCURRENCY, async ([index, stream]) => {
    described[index] = await describeUnlessMissing(stream, messages);
  });
  messages.write({ type: 'CATALOG', catalog: { streams: described.filter((stream) => stream !== undefined) } });
}

/** A stream may vanish between the listing and the question for its schema: no reason to offer none of the others. */
async function describeUnlessMissing(
  stream: Stream<object>,
  messages: MessageWriter,
): Promise<AirbyteStream | undefined> {
  try {
    return await describe(stream);
  } catch (error) {
    if (!isCodedError(error, 'CDK_STREAM_MISSING')) throw error;
    messages.warn(`Stream ${stream.name} is not offered: ${error.message}`);
    return undefined;
  }
}

async function describe(stream: Stream<object>): Promise<AirbyteStream> {
  const described = await stream.toAirbyteStream();
  refuseBadDefinition({
    name: described.name,
    schema: described.json_schema,
    cursorField: described.default_cursor_field,
    primaryKey: described.source_defined_primary_key,
  });
  return described;
}
