import { isUtf8 } from 'node:buffer';
import { CodedError } from '../../../errors.js';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../../../util/json.js';
import { type LineHandler, LineSplitter } from '../../../util/line-splitter.js';
import type { OfferedStream } from '../read-payload.js';
import { FieldNode, type InferenceContext, type InferenceLimits } from './field-node.js';
import { parseForTypes } from './parse-line.js';
import { stringFormats } from './string-formats.js';

/** The platform refuses far smaller messages. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;
const MAX_STREAMS = 10_000;
const LIMITS: InferenceLimits = { maxDepth: 64, maxNames: 1000, maxColumns: 10_000, maxFields: 200_000 };

/** A stream that had records. */
export interface ObservedStream {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly root: FieldNode;
  readonly context: InferenceContext;
}

/** Lines that were skipped, by reason. */
export interface SkippedLines {
  otherMessages: number;
  notMessages: number;
  tooLong: number;
  notUtf8: number;
}

/** Takes the output of an Airbyte source or a Singer tap: of its records the types, of its catalog all. Keeps no record. */
export class MessageReader implements LineHandler {
  readonly streams = new Map<string, ObservedStream>();
  readonly skipped: SkippedLines = { otherMessages: 0, notMessages: 0, tooLong: 0, notUtf8: 0 };
  /** The last CATALOG message. */
  catalog: JsonValue | undefined;
  /** What Singer's SCHEMA messages say, by the name of the stream. */
  readonly singerStreams = new Map<string, OfferedStream>();
  records = 0;
  /** The stream that every line is a record of; undefined where lines are messages. */
  #plainStream: string | undefined;

  /**
   * Reads to the end of `input`.
   *
   * @param onProgress - called with the bytes so far, after each chunk
   * @param plainStream - the stream that every line is a record of; absent where lines are messages
   * @throws CodedError `TOOL_INPUT` when there are streams without number.
   */
  async read(input: AsyncIterable<Buffer>, onProgress: (bytes: number) => void, plainStream?: string): Promise<void> {
    this.#plainStream = plainStream;
    const splitter = new LineSplitter(this, MAX_LINE_BYTES);
    let bytes = 0;
    for await (const chunk of input) {
      splitter.add(chunk);
      bytes += chunk.length;
      onProgress(bytes);
    }
    splitter.end();
  }

  tooLong(): void {
    this.skipped.tooLong += 1;
  }

  line(bytes: Buffer): void {
    if (!isUtf8(bytes)) {
      this.skipped.notUtf8 += 1;
      return;
    }
    // A byte order mark may stand before the first line.
    const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
    if (text.trim() === '') return;
    const message = parseMessage(text);
    if (message === undefined) this.skipped.notMessages += 1;
    else if (this.#plainStream === undefined) this.#takeMessage(message, text);
    else this.observe(this.#plainStream, undefined, message);
  }

  /** Takes a record of a stream. */
  observe(name: string, namespace: string | undefined, data: JsonObject): void {
    this.records += 1;
    const stream = this.streamOf(name, namespace);
    stream.root.observe(data, 0, stream.context);
  }

  #takeMessage(message: JsonObject, text: string): void {
    const { type, stream } = message;
    if (type === 'RECORD') {
      // Singer names the stream beside the record, Airbyte in it.
      const isSinger = typeof stream === 'string';
      this.#takeRecord(isSinger ? { stream, data: message['record'] ?? null } : message['record']);
    } else if (type === 'CATALOG') {
      this.catalog = parseJson(text);
    } else if (typeof type === 'string') {
      if (type === 'SCHEMA' && typeof stream === 'string')
        this.singerStreams.set(stream, singerStream(stream, message));
      this.skipped.otherMessages += 1;
    } else {
      this.skipped.notMessages += 1;
    }
  }

  #takeRecord(record: JsonValue | undefined): void {
    const { stream: name, namespace, data } = isJsonObject(record) ? record : {};
    if (typeof name !== 'string' || !isJsonObject(data)) this.skipped.notMessages += 1;
    else this.observe(name, typeof namespace === 'string' && namespace !== '' ? namespace : undefined, data);
  }

  /** What is known of a stream, which may have no record yet. */
  streamOf(name: string, namespace: string | undefined): ObservedStream {
    const key = namespace === undefined ? name : `${namespace}\n${name}`;
    const known = this.streams.get(key);
    if (known !== undefined) return known;
    if (this.streams.size >= MAX_STREAMS) {
      throw new CodedError('TOOL_INPUT', { message: `The input has records of more than ${MAX_STREAMS} streams.` });
    }
    const context = { limits: LIMITS, formats: stringFormats(), fields: 0 };
    const stream = { name, namespace, root: new FieldNode(), context };
    this.streams.set(key, stream);
    return stream;
  }
}

function singerStream(name: string, message: JsonObject): OfferedStream {
  const { schema, key_properties: keys, bookmark_properties: bookmarks } = message;
  const texts = (list: JsonValue | undefined) =>
    Array.isArray(list) ? list.filter((text) => typeof text === 'string') : [];
  return {
    stream: { name, json_schema: isJsonObject(schema) ? schema : {} },
    cursor: texts(bookmarks).slice(0, 1),
    primaryKey: texts(keys).map((key) => [key]),
  };
}

/** Undefined for what is not an object, such as texts that nest deeper than the engine can follow. */
function parseMessage(text: string): JsonObject | undefined {
  try {
    const value = parseForTypes(text);
    return isJsonObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}
