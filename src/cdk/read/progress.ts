import { descriptorText } from '../../protocol/descriptor.js';
import type { Logger } from '../logger.js';
import type { StreamWriter } from '../output/stream-writer.js';

const EVERY_MS = 10_000;
const MEGABYTE = 1_000_000;

/** One INFO line per stream every 10 seconds, and one at its end. */
export class Progress {
  readonly #log: Logger;
  readonly #writer: StreamWriter;
  readonly #now: () => number;
  readonly #startMs: number;
  #timer: NodeJS.Timeout | undefined;
  #bytes = 0;

  constructor(log: Logger, writer: StreamWriter, now: () => number) {
    this.#log = log;
    this.#writer = writer;
    this.#now = now;
    this.#startMs = now();
    this.#timer = setInterval(() => this.#report('so far'), EVERY_MS);
    this.#timer.unref();
  }

  /** Adds decoded bytes as they arrive from the source. */
  countBytes(bytes: number): void {
    this.#bytes += bytes;
  }

  /** The last line; none follows. */
  finish(how: string): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#report(how);
  }

  #report(when: string): void {
    const seconds = Math.max(0.001, (this.#now() - this.#startMs) / 1000);
    const records = this.#writer.recordCount;
    const megabytes = this.#bytes / MEGABYTE;
    const size = this.#bytes === 0 ? '' : `, ${megabytes.toFixed(1)} MB, ${(megabytes / seconds).toFixed(1)} MB/s`;
    this.#log.info(
      `Stream ${descriptorText(this.#writer.descriptor)}: ${records} records ${when}${size}, ${Math.round(records / seconds)} records/s.`,
    );
  }
}
