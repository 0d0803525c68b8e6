import { parseMessage, type ReceivedMessage } from './received-message.js';

const LINE_FEED = 10;

/** Cuts a byte stream into lines and reads those that are messages. */
export class LineCollector {
  readonly lines: string[] = [];
  readonly messages: ReceivedMessage[] = [];
  #rest: Buffer[] = [];

  /** Takes a chunk; returns the messages that it completes. */
  add(chunk: Buffer): ReceivedMessage[] {
    const before = this.messages.length;
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      this.#take(Buffer.concat([...this.#rest, chunk.subarray(start, end)]));
      this.#rest = [];
      start = end + 1;
    }
    if (start < chunk.length) this.#rest.push(chunk.subarray(start));
    return this.messages.slice(before);
  }

  /** Takes what follows the last line feed as a line, for a program that was cut off within one. */
  end(): void {
    if (this.#rest.length > 0) this.#take(Buffer.concat(this.#rest));
    this.#rest = [];
  }

  #take(bytes: Buffer): void {
    const line = bytes.toString('utf8');
    this.lines.push(line);
    const message = parseMessage(line);
    if (message !== undefined) this.messages.push(message);
  }
}
