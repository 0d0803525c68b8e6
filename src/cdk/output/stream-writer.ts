import type { StreamDescriptor, StreamStatus } from '../../protocol/messages.js';
import { type JsonObject, stringifyJson } from '../../util/json.js';
import type { MessageWriter } from './message-writer.js';

const LINE_FEED = 10;
/** What closes a RECORD message behind its data. */
const RECORD_TAIL = Buffer.from('}}');

/** Writes what belongs to one stream and counts its records for `sourceStats`. */
export class StreamWriter {
  readonly descriptor: StreamDescriptor;
  readonly #writer: MessageWriter;
  readonly #recordHead: string;
  readonly #stateHead: string;
  #sinceState = 0;
  #total = 0;
  #lastState: string | undefined;

  constructor(writer: MessageWriter, descriptor: StreamDescriptor) {
    this.#writer = writer;
    this.descriptor = descriptor;
    const namespace = descriptor.namespace === undefined ? '' : `"namespace":${JSON.stringify(descriptor.namespace)},`;
    this.#recordHead = `{"type":"RECORD","record":{"stream":${JSON.stringify(descriptor.name)},${namespace}"emitted_at":`;
    this.#stateHead = `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":${JSON.stringify(descriptor)}`;
  }

  /** Records written so far. */
  get recordCount(): number {
    return this.#total;
  }

  /** Records that no STATE covers yet. */
  get recordsSinceState(): number {
    return this.#sinceState;
  }

  /** Writes records, all with the same `emitted_at`. */
  records(records: readonly object[]): void {
    const head = this.#head();
    const { sink } = this.#writer;
    for (const record of records) sink.writeLine(`${head}${stringifyJson(record)}}}`);
    this.#count(records.length);
  }

  /** Writes `bytes` as records: whole JSON objects, one a line, the last one's line feed optional. Empty lines count for nothing. */
  encodedRecords(bytes: Uint8Array): void {
    const head = Buffer.from(this.#head());
    let start = 0;
    let count = 0;
    while (start < bytes.length) {
      const feed = bytes.indexOf(LINE_FEED, start);
      const end = feed === -1 ? bytes.length : feed;
      if (end > start) {
        this.#writer.sink.writeParts(head, bytes, start, end, RECORD_TAIL);
        count += 1;
      }
      start = end + 1;
    }
    this.#count(count);
  }

  /**
   * Writes a STATE that covers all records written so far, unless nothing has changed since the last
   * one. The count is a float by the protocol's intention, so it keeps its decimal point.
   */
  state(state: JsonObject): void {
    const text = stringifyJson(state);
    if (text === this.#lastState && this.#sinceState === 0) return;
    this.#writer.sink.writeLine(
      `${this.#stateHead},"stream_state":${text}},"sourceStats":{"recordCount":${this.#sinceState}.0}}}`,
    );
    this.#lastState = text;
    this.#sinceState = 0;
    this.#writer.sink.flush();
  }

  status(status: StreamStatus): void {
    this.#writer.trace({
      type: 'STREAM_STATUS',
      emitted_at: this.#writer.clock.now(),
      stream_status: { stream_descriptor: this.descriptor, status },
    });
    this.#writer.sink.flush();
  }

  /** Tells the platform how much is to come, for its progress display. */
  estimate(rows: number, bytes: number): void {
    this.#writer.trace({
      type: 'ESTIMATE',
      emitted_at: this.#writer.clock.now(),
      estimate: { ...this.descriptor, type: 'STREAM', row_estimate: rows, byte_estimate: bytes },
    });
  }

  #head(): string {
    return `${this.#recordHead}${this.#writer.clock.now()},"data":`;
  }

  #count(records: number): void {
    this.#sinceState += records;
    this.#total += records;
  }
}
