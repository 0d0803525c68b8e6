import { descriptorText } from '../../protocol/descriptor.js';
import type { StreamDescriptor, StreamStatus, StreamStatusTrace, Trace } from '../../protocol/messages.js';
import type { RecordChange } from '../../schema/transform/null-misfits.js';
import type { Clock } from '../../util/clock.js';
import { type JsonObject, stringifyJson } from '../../util/json.js';
import { holdsHalf } from './find-half.js';
import type { OutputSink } from './output-sink.js';
import { repairJson, repairText, wellFormedText } from './well-formed.js';

const LINE_FEED = 10;
const MAX_REPAIRED_PATHS = 100;
/** The end of a RECORD message, after its data. */
const RECORD_TAIL = Buffer.from('}}');

/** What a {@link StreamWriter} needs of the `MessageWriter` that makes it. */
interface StreamOutput {
  readonly sink: OutputSink;
  readonly clock: Clock;
  trace(trace: Trace): void;
  warn(message: string): void;
}

/** Writes the messages of one stream and counts its records for `sourceStats`. */
export class StreamWriter {
  readonly descriptor: StreamDescriptor;
  readonly #writer: StreamOutput;
  readonly #recordHead: string;
  readonly #stateHead: string;
  #sinceState = 0;
  #total = 0;
  #recordChars = 0;
  #stateChars = 0;
  #lastState: string | undefined;
  readonly #repaired = new Set<string>();

  constructor(writer: StreamOutput, descriptor: StreamDescriptor) {
    this.#writer = writer;
    this.descriptor = descriptor;
    const namespace = descriptor.namespace === undefined ? '' : `"namespace":${JSON.stringify(descriptor.namespace)},`;
    const record = `{"type":"RECORD","record":{"stream":${JSON.stringify(descriptor.name)},${namespace}"emitted_at":`;
    const state = `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":${JSON.stringify(descriptor)}`;
    this.#recordHead = repairText(record);
    this.#stateHead = repairText(state);
  }

  /** Records written so far. */
  get recordCount(): number {
    return this.#total;
  }

  /** Records that no STATE covers yet. */
  get recordsSinceState(): number {
    return this.#sinceState;
  }

  /** Size of the records written so far, in characters or bytes, without their envelopes. */
  get recordChars(): number {
    return this.#recordChars;
  }

  /** Size of the states written so far, without their envelopes. */
  get stateChars(): number {
    return this.#stateChars;
  }

  /**
   * Writes records, all with the same `emitted_at`.
   *
   * @param changes - what was changed in a record, by its index: its `meta.changes`
   */
  records(records: readonly object[], changes?: ReadonlyMap<number, readonly RecordChange[]>): void {
    const head = this.#head();
    const { sink } = this.#writer;
    for (let index = 0; index < records.length; index += 1) {
      const text = wellFormedText(records[index] as object, this.#warnOfHalf);
      this.#recordChars += text.length;
      const meta = changes === undefined ? '' : metaText(changes.get(index));
      sink.writeLine(`${head}${text}${meta}}}`);
    }
    this.#count(records.length);
  }

  /** Writes `given` as records: JSON objects, one per line, the last line feed optional. Empty lines are ignored. */
  encodedRecords(given: Uint8Array): void {
    const head = Buffer.from(this.#head());
    const bytes = this.#soundBytes(given);
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
    this.#recordChars += bytes.length;
    this.#count(count);
  }

  /** Writes a STATE that covers all records written so far, unless nothing has changed since the last one. */
  state(state: JsonObject): void {
    this.stateText(stringifyJson(state));
  }

  /**
   * The same for a state that is already JSON text. The protocol defines the record count as a float, so it keeps
   * its decimal point.
   */
  stateText(given: string): void {
    const text = repairText(given, (path) => this.#warnOfHalf(`its state, ${path},`));
    if (text === this.#lastState && this.#sinceState === 0) return;
    this.#writer.sink.writeLine(
      `${this.#stateHead},"stream_state":${text}},"sourceStats":{"recordCount":${this.#sinceState}.0}}}`,
    );
    this.#lastState = text;
    this.#stateChars += text.length;
    this.#sinceState = 0;
    this.#writer.sink.flush();
  }

  status(status: StreamStatus): void {
    this.#status({ stream_descriptor: this.descriptor, status });
  }

  /** RUNNING, and why no records come: the API's limit is waited for until `untilMs` since the epoch. */
  rateLimited(untilMs: number): void {
    const reason = { type: 'RATE_LIMITED', rate_limited: { quota_reset: Math.ceil(untilMs) } } as const;
    this.#status({ stream_descriptor: this.descriptor, status: 'RUNNING', reasons: [reason] });
  }

  /** Tells the platform how much to expect, for its progress display. */
  estimate(rows: number, bytes: number): void {
    this.#writer.trace({
      type: 'ESTIMATE',
      emitted_at: this.#writer.clock.now(),
      estimate: { ...this.descriptor, type: 'STREAM', row_estimate: rows, byte_estimate: bytes },
    });
  }

  /** Warns once for each path, up to a limit. */
  readonly #warnOfHalf = (path: string): void => {
    if (this.#repaired.has(path) || this.#repaired.size >= MAX_REPAIRED_PATHS) return;
    this.#repaired.add(path);
    const stream = descriptorText(this.descriptor);
    this.#writer.warn(`Stream ${stream}: half a character (a lone surrogate) in ${path} was replaced by U+FFFD.`);
  };

  /** The bytes themselves, but for those of a batch that holds half a character. */
  #soundBytes(bytes: Uint8Array): Uint8Array {
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    if (!holdsHalf(view)) return bytes;
    const lines = view.toString('utf8').split('\n');
    return Buffer.from(lines.map((line) => repairJson(line, this.#warnOfHalf)).join('\n'));
  }

  #status(status: StreamStatusTrace): void {
    this.#writer.trace({ type: 'STREAM_STATUS', emitted_at: this.#writer.clock.now(), stream_status: status });
    this.#writer.sink.flush();
  }

  #head(): string {
    return `${this.#recordHead}${this.#writer.clock.now()},"data":`;
  }

  #count(records: number): void {
    this.#sinceState += records;
    this.#total += records;
  }
}

function metaText(changes: readonly RecordChange[] | undefined): string {
  return changes === undefined || changes.length === 0 ? '' : repairText(`,"meta":${JSON.stringify({ changes })}`);
}
