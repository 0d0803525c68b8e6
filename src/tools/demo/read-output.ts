import { type FileHandle, open } from 'node:fs/promises';
import { descriptorKey, descriptorText, streamDescriptor } from '../../protocol/descriptor.js';
import {
  type AirbyteMessage,
  airbyteMessageSchema,
  type MessageOf,
  type StreamDescriptor,
} from '../../protocol/messages.js';
import { parseJson } from '../../util/json.js';
import { fileLines } from './file-lines.js';

const DELETED_AT = '_ab_cdc_deleted_at';
/** Limit of reported problems of one kind. */
const MAX_FAULTS = 20;

/** What one stream brought in a read. */
export interface StreamOutput {
  readonly descriptor: StreamDescriptor;
  /** File with the RECORD lines, byte by byte as they were written. */
  readonly recordFile: string;
  records: number;
  deletes: number;
  bytes: number;
  states: number;
  lastState: MessageOf<'STATE'> | undefined;
  /** When its first record came and when it was complete, milliseconds since the epoch, as the statuses tell. */
  runningAt: number | undefined;
  completeAt: number | undefined;
  status: string | undefined;
}

/** What a command wrote. */
export interface CommandOutput {
  readonly lines: number;
  /** Lines that are not messages of the protocol; empty if all are valid. */
  readonly faults: readonly string[];
  /** Every message that is neither a record nor a state. */
  readonly messages: readonly AirbyteMessage[];
  readonly streams: readonly StreamOutput[];
}

/** Reads the output of a command as a platform does, and checks every line against the protocol. */
export async function readOutput(path: string): Promise<CommandOutput> {
  const sorter = new Sorter(path);
  try {
    for await (const lines of fileLines(path)) await sorter.accept(lines);
  } finally {
    await sorter.close();
  }
  return sorter;
}

class Sorter implements CommandOutput {
  readonly faults: string[] = [];
  readonly messages: AirbyteMessage[] = [];
  readonly #path: string;
  readonly #streams = new Map<string, StreamOutput>();
  readonly #files = new Map<StreamOutput, FileHandle>();
  lines = 0;

  constructor(path: string) {
    this.#path = path;
  }

  get streams(): readonly StreamOutput[] {
    return [...this.#streams.values()];
  }

  async accept(lines: readonly Buffer[]): Promise<void> {
    const records = new Map<StreamOutput, Buffer[]>();
    for (const line of lines) {
      this.lines += 1;
      const message = this.#parse(line);
      if (message?.type !== 'RECORD') {
        if (message !== undefined) this.#note(message);
        continue;
      }
      const stream = this.#count(message, line.length);
      const sorted = records.get(stream);
      if (sorted === undefined) records.set(stream, [line]);
      else sorted.push(line);
    }
    for (const [stream, own] of records) await this.#append(stream, Buffer.concat(own));
  }

  async close(): Promise<void> {
    for (const file of this.#files.values()) await file.close();
  }

  #parse(line: Buffer): AirbyteMessage | undefined {
    try {
      const parsed = airbyteMessageSchema.safeParse(parseJson(line.toString('utf8')));
      if (parsed.success) return parsed.data;
      const [issue] = parsed.error.issues;
      this.#fault(`is no message of the protocol: ${issue?.path.map(String).join('.')} ${issue?.message}`);
    } catch {
      this.#fault('is not JSON');
    }
    return undefined;
  }

  #fault(what: string): void {
    if (this.faults.length < MAX_FAULTS) this.faults.push(`line ${this.lines} ${what}`);
  }

  #note(message: AirbyteMessage): void {
    if (message.type === 'STATE') {
      const stream = this.#stream(message.state.stream.stream_descriptor);
      stream.states += 1;
      stream.lastState = message;
      return;
    }
    this.messages.push(message);
    if (message.type !== 'TRACE' || message.trace.type !== 'STREAM_STATUS') return;
    const { stream_status: status, emitted_at: at } = message.trace;
    const stream = this.#stream(status.stream_descriptor);
    stream.status = status.status;
    if (status.status === 'RUNNING') stream.runningAt = at;
    if (status.status === 'COMPLETE') stream.completeAt = at;
  }

  #count({ record }: MessageOf<'RECORD'>, bytes: number): StreamOutput {
    const stream = this.#stream(streamDescriptor(record.stream, record.namespace));
    stream.records += 1;
    stream.bytes += bytes;
    if (record.data[DELETED_AT] !== null && record.data[DELETED_AT] !== undefined) stream.deletes += 1;
    return stream;
  }

  #stream(descriptor: StreamDescriptor): StreamOutput {
    const key = descriptorKey(descriptor);
    const known = this.#streams.get(key);
    if (known !== undefined) return known;
    const recordFile = `${this.#path}.${descriptorText(descriptor)}`;
    const counts = { records: 0, deletes: 0, bytes: 0, states: 0 };
    const times = { lastState: undefined, runningAt: undefined, completeAt: undefined, status: undefined };
    const stream: StreamOutput = { descriptor, recordFile, ...counts, ...times };
    this.#streams.set(key, stream);
    return stream;
  }

  async #append(stream: StreamOutput, bytes: Buffer): Promise<void> {
    let file = this.#files.get(stream);
    if (file === undefined) {
      file = await open(stream.recordFile, 'w');
      this.#files.set(stream, file);
    }
    await file.appendFile(bytes);
  }
}
