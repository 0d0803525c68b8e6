import { LineSplitter } from '../util/line-splitter.js';
import { parseMessage, type ReceivedMessage } from './received-message.js';

/** Cuts a byte stream into lines and reads those that are messages. */
export class LineCollector {
  readonly lines: string[] = [];
  readonly messages: ReceivedMessage[] = [];
  readonly #splitter = new LineSplitter({ line: (bytes) => this.#take(bytes) });

  /** Takes a chunk; returns the messages that it completes. */
  add(chunk: Buffer): ReceivedMessage[] {
    const before = this.messages.length;
    this.#splitter.add(chunk);
    return this.messages.slice(before);
  }

  /** Takes what follows the last line feed as a line, because a program may be cut off within one. */
  end(): void {
    this.#splitter.end();
  }

  #take(bytes: Buffer): void {
    const line = bytes.toString('utf8');
    this.lines.push(line);
    const message = parseMessage(line);
    if (message !== undefined) this.messages.push(message);
  }
}
