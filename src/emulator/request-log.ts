import type { EmulatorStats, RequestLogEntry } from './emulator.js';

const KEPT = 20_000;

/** The latest requests, and counters over all of them. */
export class RequestLog {
  #entries: RequestLogEntry[] = [];
  #requests = 0;
  #rateLimited = 0;
  bytesServed = 0;

  add(entry: RequestLogEntry): void {
    this.#requests += 1;
    if (entry.status === 429) this.#rateLimited += 1;
    this.#entries.push(entry);
    if (this.#entries.length > 2 * KEPT) this.#entries = this.#entries.slice(-KEPT);
  }

  entries(): readonly RequestLogEntry[] {
    return this.#entries.slice(-KEPT);
  }

  counters(): Pick<EmulatorStats, 'requests' | 'rateLimited' | 'bytesServed'> {
    return { requests: this.#requests, rateLimited: this.#rateLimited, bytesServed: this.bytesServed };
  }
}
