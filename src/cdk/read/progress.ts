import { descriptorText } from '../../protocol/descriptor.js';
import type { Logger } from '../logger.js';
import type { StreamWriter } from '../output/stream-writer.js';

const EVERY_MS = 10_000;
/** Ticks after which a waiting stream reports that it is still alive. */
const SILENT_TICKS = 6;
const MEGABYTE = 1_000_000;

/** One INFO line every 10 seconds while a stream makes progress, every minute while it waits, and one at its end. */
export class Progress {
  readonly #log: Logger;
  readonly #writer: StreamWriter;
  readonly #elapsedMs: () => number;
  #startMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #bytes = 0;
  #told = { records: 0, bytes: 0 };
  #silentTicks = 0;

  /** @param elapsedMs - a monotonic clock. */
  constructor(log: Logger, writer: StreamWriter, elapsedMs: () => number) {
    this.#log = log;
    this.#writer = writer;
    this.#elapsedMs = elapsedMs;
  }

  /** Begins to report; called when the stream is started, not when it is planned. */
  start(): void {
    this.#startMs = this.#elapsedMs();
    this.#timer = setInterval(() => this.#tick(), EVERY_MS);
    this.#timer.unref();
  }

  /** Adds decoded bytes as they arrive from the source. */
  countBytes(bytes: number): void {
    this.#bytes += bytes;
  }

  /** The last line. */
  finish(how: string): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#report(how);
  }

  #tick(): void {
    const isNew = this.#writer.recordCount !== this.#told.records || this.#bytes !== this.#told.bytes;
    this.#silentTicks += 1;
    if (isNew || this.#silentTicks >= SILENT_TICKS) this.#report('so far');
  }

  #report(when: string): void {
    const seconds = Math.max(0.001, (this.#elapsedMs() - this.#startMs) / 1000);
    const records = this.#writer.recordCount;
    this.#told = { records, bytes: this.#bytes };
    this.#silentTicks = 0;
    const megabytes = this.#bytes / MEGABYTE;
    const size = this.#bytes === 0 ? '' : `, ${megabytes.toFixed(1)} MB, ${(megabytes / seconds).toFixed(1)} MB/s`;
    this.#log.info(
      `Stream ${descriptorText(this.#writer.descriptor)}: ${records} records ${when}${size}, ${Math.round(records / seconds)} records/s.`,
    );
  }
}
