import { errorText, isCodedError } from '../../errors.js';
import type { AirbyteStream } from '../../protocol/catalog.js';
import { descriptorText, streamDescriptor } from '../../protocol/descriptor.js';
import { declaredColumns } from '../../schema/json-schema.js';
import { forEachConcurrently } from '../../util/concurrency.js';
import { checkDefinition } from '../check-definition.js';
import { indexStreams } from '../index-streams.js';
import type { Logger } from '../logger.js';
import type { MessageWriter } from '../output/message-writer.js';
import { findOddNames } from '../read/column-names.js';
import type { CommandContext, Source } from '../source.js';
import type { AnyStream } from '../stream.js';
import type { JsonInput } from './json-input.js';
import { loadConfig } from './load-config.js';

/** How many schemas are asked for at a time: sources with dynamic ones ask a server for each. */
const CONCURRENCY = 16;

/** What became of a stream: announced, gone, or left out by its source for an error. */
type Outcome =
  | { readonly as: 'announced'; readonly stream: AirbyteStream }
  | { readonly as: 'missing' }
  | { readonly as: 'left-out'; readonly error: unknown };

/**
 * Writes the catalog of all streams. Streams that are gone, or that the source leaves out for an error, are named in a warning.
 *
 * @throws CodedError `CDK_STREAM_DEFINITION` when a stream contradicts itself or another has its name. Also the error
 * of the first stream that was left out, when no stream remains.
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
  const outcomes: (Outcome | undefined)[] = new Array(streams.length);
  await forEachConcurrently(streams.entries(), CONCURRENCY, async ([index, stream]) => {
    outcomes[index] = await tryToDescribe(stream, source, messages);
  });
  const announced = outcomes.flatMap((outcome) => (outcome?.as === 'announced' ? [outcome.stream] : []));
  const leftOut = outcomes.find((outcome) => outcome?.as === 'left-out');
  if (announced.length === 0 && leftOut !== undefined) throw leftOut.error;
  messages.write({ type: 'CATALOG', catalog: { streams: announced } });
}

async function tryToDescribe<Config>(
  stream: AnyStream,
  source: Source<Config>,
  messages: MessageWriter,
): Promise<Outcome> {
  try {
    return { as: 'announced', stream: await describe(stream, messages) };
  } catch (error) {
    // A stream may vanish between the listing and the question for its schema.
    const isMissing = isCodedError(error, 'CDK_STREAM_MISSING');
    if (!isMissing && !source.leavesOut(error)) throw error;
    const name = descriptorText(streamDescriptor(stream.name, stream.namespace));
    messages.warn(`Stream ${name} is not offered: ${errorText(error)}`);
    return isMissing ? { as: 'missing' } : { as: 'left-out', error };
  }
}

async function describe(stream: AnyStream, log: Logger): Promise<AirbyteStream> {
  const { namespace, ...described } = await stream.toAirbyteStream();
  const missing = checkDefinition({
    name: described.name,
    schema: described.json_schema,
    cursorField: described.default_cursor_field,
    primaryKey: described.source_defined_primary_key,
  });
  const name = descriptorText(streamDescriptor(described.name, namespace));
  for (const text of missing) log.warn(text);
  for (const text of findOddNames(declaredColumns(described.json_schema))) log.warn(`Stream ${name}: ${text}`);
  return { ...described, ...streamDescriptor(described.name, namespace) };
}
