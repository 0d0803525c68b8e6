import { write } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CodedError } from '../../errors.js';
import type { OutputSink } from '../output/output-sink.js';

const writeFd = promisify(write);

/** Size of one write: large enough that system calls do not matter, small enough to keep memory flat. */
const BUFFER_BYTES = 256 * 1024;
/** Sealed buffers that may wait before `ready()` holds the producer back. */
const MAX_WAITING = 2;
/** A line that nothing pushes out, such as a log line, leaves after this long. */
const FLUSH_AFTER_MS = 100;
/** How long to wait when the reader of a non-blocking pipe is not ready (EAGAIN). */
const RETRY_MS = 5;

const LINE_FEED = 10;

/** A full buffer on its way out. */
interface Waiting {
  readonly buffer: Buffer<ArrayBuffer>;
  readonly used: number;
}

/**
 * Writes to a file descriptor in large pieces, one asynchronous write in flight. A pipe whose reader is slow
 * blocks a thread of the pool and not the event loop; `ready()` then holds the producer back.
 */
export class FdSink implements OutputSink {
  readonly #fd: number;
  readonly #onWritten: (bytes: number) => void;
  #current = Buffer.allocUnsafe(BUFFER_BYTES);
  #used = 0;
  readonly #waiting: Waiting[] = [];
  readonly #free: Buffer<ArrayBuffer>[] = [];
  #pump: Promise<void> | undefined;
  #failure: CodedError | undefined;
  #timer: NodeJS.Timeout | undefined;
  #room: (() => void)[] = [];
  readonly #closing = new AbortController();

  /** @param onWritten - receives the size of each piece that was written. */
  constructor(fd: number, onWritten: (bytes: number) => void = () => undefined) {
    this.#fd = fd;
    this.#onWritten = onWritten;
  }

  /** Fires when the output cannot be written any more; its reason is the error that `ready()` throws. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  writeLine(text: string): void {
    this.#appendText(text);
    this.#appendText('\n');
  }

  writeParts(head: Uint8Array, bytes: Uint8Array, start: number, end: number, tail: Uint8Array): void {
    if (this.#failure !== undefined) return;
    if (head.length + end - start + tail.length < BUFFER_BYTES - this.#used) {
      // Every record of a table passes here.
      this.#copyShort(head);
      this.#current.set(bytes.subarray(start, end), this.#used);
      this.#used += end - start;
      this.#copyShort(tail);
      this.#current[this.#used] = LINE_FEED;
      this.#used += 1;
      this.#arm();
      return;
    }
    this.#appendBytes(head, 0, head.length);
    this.#appendBytes(bytes, start, end);
    this.#appendBytes(tail, 0, tail.length);
    this.#appendText('\n');
  }

  flush(): void {
    if (this.#used > 0) this.#seal();
  }

  async ready(): Promise<void> {
    while (this.#failure === undefined && this.#waiting.length > MAX_WAITING) {
      await new Promise<void>((resolve) => {
        this.#room.push(resolve);
      });
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  async drain(): Promise<void> {
    this.flush();
    while (this.#pump !== undefined) await this.#pump;
    if (this.#failure !== undefined) throw this.#failure;
  }

  #appendText(text: string): void {
    if (this.#failure !== undefined) return;
    // Three bytes are the most that one UTF-16 unit can take in UTF-8.
    if (text.length * 3 > BUFFER_BYTES - this.#used) {
      this.#appendLongText(text);
      return;
    }
    this.#used += this.#current.write(text, this.#used, 'utf8');
    this.#arm();
  }

  #appendLongText(text: string): void {
    if (text.length * 3 > BUFFER_BYTES / 2) {
      const bytes = Buffer.from(text, 'utf8');
      this.#appendBytes(bytes, 0, bytes.length);
      return;
    }
    this.#seal();
    this.#appendText(text);
  }

  #appendBytes(bytes: Uint8Array, start: number, end: number): void {
    if (this.#failure !== undefined) return;
    let from = start;
    while (from < end) {
      if (this.#used === BUFFER_BYTES) this.#seal();
      const size = Math.min(end - from, BUFFER_BYTES - this.#used);
      this.#current.set(bytes.subarray(from, from + size), this.#used);
      this.#used += size;
      from += size;
    }
    this.#arm();
  }

  /** A loop is faster than a call of the engine's own copy here. There must be room. */
  #copyShort(bytes: Uint8Array): void {
    const current = this.#current;
    const used = this.#used;
    for (let at = 0; at < bytes.length; at += 1) current[used + at] = bytes[at] as number;
    this.#used = used + bytes.length;
  }

  #arm(): void {
    if (this.#timer !== undefined || this.#used === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.flush();
    }, FLUSH_AFTER_MS);
  }

  #seal(): void {
    if (this.#used === 0) return;
    this.#waiting.push({ buffer: this.#current, used: this.#used });
    this.#current = this.#free.pop() ?? Buffer.allocUnsafe(BUFFER_BYTES);
    this.#used = 0;
    this.#pump ??= this.#writeWaiting();
  }

  async #writeWaiting(): Promise<void> {
    try {
      for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
        await this.#writeAll(next.buffer, next.used);
        this.#onWritten(next.used);
        this.#waiting.shift();
        if (this.#free.length <= MAX_WAITING) this.#free.push(next.buffer);
        this.#letIn();
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#pump = undefined;
    }
  }

  async #writeAll(buffer: Buffer, used: number): Promise<void> {
    let offset = 0;
    while (offset < used) {
      try {
        offset += (await writeFd(this.#fd, buffer, offset, used - offset, null)).bytesWritten;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
        await delay(RETRY_MS);
      }
    }
  }

  #fail(error: unknown): void {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    this.#failure = new CodedError('CDK_OUTPUT_CLOSED', {
      message: `Standard output cannot be written (${reason}); stopped.`,
      details: { reason },
      cause: error,
    });
    this.#waiting.length = 0;
    this.#used = 0;
    clearTimeout(this.#timer);
    this.#letIn();
    this.#closing.abort(this.#failure);
  }

  #letIn(): void {
    const room = this.#room;
    this.#room = [];
    for (const resolve of room) resolve();
  }
}
