import type { ValueCount } from '../contract/policies.js';

/** Adds up what rewriters counted, file by file: the counts of a file that comes again are forgotten. */
export class ValueCounts {
  readonly #finished = new Map<string, ValueCount>();
  #file: ValueCount[] = [];

  /** Counts of the file under way. */
  add(counts: readonly ValueCount[]): void {
    if (counts.length > 0) this.#file.push(...counts);
    if (this.#file.length > 1000) this.#file = [...merged(new Map(), this.#file).values()];
  }

  endFile(): void {
    merged(this.#finished, this.#file);
    this.#file = [];
  }

  undoFile(): void {
    this.#file = [];
  }

  undoAll(): void {
    this.#finished.clear();
    this.#file = [];
  }

  /** By column and fault, in the order in which they came up. */
  all(): readonly ValueCount[] {
    return [...this.#finished.values()];
  }
}

function merged(into: Map<string, ValueCount>, counts: readonly ValueCount[]): Map<string, ValueCount> {
  for (const { column, fault, count } of counts) {
    const key = `${fault}\n${column}`;
    into.set(key, { column, fault, count: count + (into.get(key)?.count ?? 0) });
  }
  return into;
}
