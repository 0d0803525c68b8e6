import type { TransformWarning } from '../../schema/transform/runtime.js';
import { TransformWarnings } from '../../schema/transform-warnings.js';

/** Collects warnings about the records of a stream, to be logged once at its end. No text contains a value. */
export class StreamWarnings {
  readonly #transform = new TransformWarnings();
  #withoutCursor = 0;

  /** Counts a value that does not fit its schema; can be handed out as a function. */
  readonly addMisfit = (warning: TransformWarning): void => this.#transform.add(warning);

  /** Counts a record without a value in its cursor. */
  addWithoutCursor(): void {
    this.#withoutCursor += 1;
  }

  /** Returns the lines and clears them. */
  drain(): string[] {
    const lines = this.#transform.drain().map(({ text, count }) => (count === 1 ? text : `${text} (${count} times)`));
    if (this.#withoutCursor > 0) {
      const records = this.#withoutCursor === 1 ? '1 record has' : `${this.#withoutCursor} records have`;
      lines.push(`${records} no value in the cursor column; the state was left as it was.`);
    }
    this.#withoutCursor = 0;
    return lines;
  }
}
