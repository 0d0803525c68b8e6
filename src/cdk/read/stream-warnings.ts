import type { TransformWarning } from '../../schema/transform/runtime.js';
import { TransformWarnings } from '../../schema/transform-warnings.js';

/** Gathers what is odd about the records of a stream, to be said once at its end. No text holds a value. */
export class StreamWarnings {
  readonly #transform = new TransformWarnings();
  #withoutCursor = 0;

  /** Counts a value that does not fit its schema; can be handed out as a function. */
  readonly addMisfit = (warning: TransformWarning): void => this.#transform.add(warning);

  /** Counts a record that the state cannot follow. */
  addWithoutCursor(): void {
    this.#withoutCursor += 1;
  }

  /** The lines, and forgets them. */
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
