import { readFileSync } from 'node:fs';

/** How often a process is looked at. The figure only grows, so its last look before the end is all that counts. */
const EVERY_MS = 20;

/**
 * Watches the peak of a process's resident memory: `VmHWM`, which the kernel keeps exactly. The `maxrss` of a
 * finished child would not do: it counts what the parent had in memory when it forked.
 */
export class PeakMemory {
  readonly #pid: number | undefined;
  readonly #timer: NodeJS.Timeout;
  #bytes: number | undefined;

  constructor(pid: number | undefined) {
    this.#pid = pid;
    this.#look();
    this.#timer = setInterval(() => this.#look(), EVERY_MS);
  }

  /** Ends the watch. Bytes, or undefined if the system does not provide them (no `/proc`). */
  stop(): number | undefined {
    this.#look();
    clearInterval(this.#timer);
    return this.#bytes;
  }

  #look(): void {
    if (this.#pid === undefined) return;
    try {
      const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${this.#pid}/status`, 'latin1'));
      if (peak !== null) this.#bytes = Number(peak[1]) * 1024;
    } catch {
      // The process is gone, or the system has no /proc: the last value counts.
    }
  }
}
