import { isUtf8 } from 'node:buffer';
import { CodedError } from '../../../errors.js';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../../../util/json.js';
import { type LineHandler, LineSplitter } from '../../../util/line-splitter.js';
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

/** Takes the output of a connector: of its records the types, of its catalog all. Keeps no record. */
export class MessageReader implements LineHandler {
  readonly streams = new Map<string, ObservedStream>();
  readonly skipped: SkippedLines = { otherMessages: 0, notMessages: 0, tooLong: 0, notUtf8: 0 };
  /** The last CATALOG message. */
  catalog: JsonValue | undefined;
  records = 0;

  /**
   * Reads to the end of `input`.
   *
   * @param onProgress - called with the bytes so far, after each chunk
   * @throws CodedError `TOOL_INPUT` when there are streams without number.
   */
  async read(input: AsyncIterable<Buffer>, onProgress: (bytes: number) => void): Promise<void> {
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
    const type = message?.['type'];
    if (type === 'RECORD') this.#takeRecord(message?.['record']);
    else if (type === 'CATALOG') this.catalog = parseJson(text);
    else if (typeof type === 'string') this.skipped.otherMessages += 1;
    else this.skipped.notMessages += 1;
  }

  #takeRecord(record: JsonValue | undefined): void {
    const { stream: name, namespace, data } = isJsonObject(record) ? record : {};
    if (typeof name !== 'string' || !isJsonObject(data)) {
      this.skipped.notMessages += 1;
      return;
    }
    this.records += 1;
    const stream = this.#streamOf(name, typeof namespace === 'string' && namespace !== '' ? namespace : undefined);
    stream.root.observe(data, 0, stream.context);
  }

  #streamOf(name: string, namespace: string | undefined): ObservedStream {
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
