import type { CountedEvent } from '../read-context.js';

/** Events of a stream that are told once, and counted. */
export class EventCounts {
  readonly #events = new Map<string, { readonly event: CountedEvent; count: number }>();
  readonly #tell: (text: string) => void;

  constructor(tell: (text: string) => void) {
    this.#tell = tell;
  }

  add(event: CountedEvent): void {
    const known = this.#events.get(event.key);
    if (known === undefined) {
      this.#events.set(event.key, { event, count: 1 });
      this.#tell(event.first);
    } else known.count += 1;
  }

  /** At the end of the stream: tells the counts of what happened more than once. */
  drain(): void {
    for (const { event, count } of this.#events.values()) if (count > 1) this.#tell(event.summary(count));
    this.#events.clear();
  }
}
