import { z } from 'zod';
import { CodedError, isCodedError } from '../../errors.js';
import { parseMessages, type ReceivedStream } from '../../testing/received-message.js';
import { isJsonObject } from '../../util/json.js';
import { parseDocument, readText } from '../read-document.js';

/** A stream that a connector offers, and what makes its records distinct and ordered. */
export interface OfferedStream {
  readonly stream: ReceivedStream;
  /** The cursor that is in force: the source's, else the chosen one, else the default; [] if there is none. */
  readonly cursor: readonly string[];
  readonly primaryKey: readonly (readonly string[])[];
}

/** What a connector said about itself. */
export interface Payload {
  /** The `connectionSpecification`. */
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly streams?: readonly OfferedStream[];
}

const path = z.array(z.string());
const jsonObject = z.custom<Readonly<Record<string, unknown>>>(isJsonObject, 'must be an object');

const streamShape = z.looseObject({
  name: z.string().min(1),
  namespace: z.string().nullish(),
  json_schema: jsonObject.default({}),
  supported_sync_modes: path.nullish(),
  source_defined_cursor: z.boolean().nullish(),
  default_cursor_field: path.nullish(),
  source_defined_primary_key: z.array(path).nullish(),
});
/** An entry of a configured catalog. */
const entryShape = z.looseObject({
  stream: streamShape,
  cursor_field: path.nullish(),
  primary_key: z.array(path).nullish(),
});

/**
 * Reads what a connector answered to `spec` or `discover`: the message, its payload, a configured catalog, or lines of
 * output with such a message among them (the last one counts). JSON, or YAML by the name of the file.
 *
 * @throws CodedError `TOOL_INPUT` when the file contains something else.
 */
export async function readPayload(path: string): Promise<Payload> {
  const text = await readText(path);
  const whole = await tryDocument(path, text);
  const payload = whole instanceof CodedError ? payloadInLines(path, text) : payloadOf(path, whole);
  if (payload.spec !== undefined || payload.streams !== undefined) return payload;
  const reason = whole instanceof CodedError ? ` As one document: ${whole.message}` : '';
  throw new CodedError('TOOL_INPUT', {
    message: `${path} holds no SPEC or CATALOG message, nor a connectionSpecification or a list of streams.${reason}`,
  });
}

async function tryDocument(path: string, text: string): Promise<unknown> {
  try {
    return await parseDocument(path, text);
  } catch (error) {
    if (isCodedError(error, 'TOOL_INPUT')) return error;
    throw error;
  }
}

function payloadInLines(path: string, text: string): Payload {
  // A read has millions of other lines, any of which may be beyond all measure.
  const messages = parseMessages(text.split('\n').filter((line) => /"(?:SPEC|CATALOG)"/.test(line)));
  return {
    ...payloadOf(
      path,
      messages.findLast((message) => message.type === 'SPEC'),
    ),
    ...payloadOf(
      path,
      messages.findLast((message) => message.type === 'CATALOG'),
    ),
  };
}

/**
 * The payload in a message, or in what is one without its envelope.
 *
 * @param place - where it comes from, for messages
 * @throws CodedError `TOOL_INPUT` when a stream in it is not one.
 */
export function payloadOf(place: string, value: unknown): Payload {
  if (!isJsonObject(value)) return {};
  const spec = isJsonObject(value['spec']) ? value['spec'] : value;
  const catalog = isJsonObject(value['catalog']) ? value['catalog'] : value;
  const schema = spec['connectionSpecification'];
  const streams = catalog['streams'];
  return {
    ...(isJsonObject(schema) ? { spec: schema } : {}),
    ...(Array.isArray(streams)
      ? { streams: streams.map((entry, at) => streamOf(entry, `${place}: stream ${at}`)) }
      : {}),
  };
}

function streamOf(value: unknown, place: string): OfferedStream {
  const entry = parse(entryShape, isJsonObject(value) && 'stream' in value ? value : { stream: value }, place);
  const stream = entry.stream as ReceivedStream;
  const fixedCursor = stream.source_defined_cursor === true ? stream.default_cursor_field : undefined;
  return {
    stream,
    cursor: fixedCursor ?? entry.cursor_field ?? stream.default_cursor_field ?? [],
    primaryKey: stream.source_defined_primary_key ?? entry.primary_key ?? [],
  };
}

function parse<T>(shape: z.ZodType<T>, value: unknown, place: string): T {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new CodedError('TOOL_INPUT', { message: `${place}: ${issue?.path.join('.')}: ${issue?.message}.` });
}
