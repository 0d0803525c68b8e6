import type { TransformWarning } from '../../schema/transform/runtime.js';
import { TransformWarnings } from '../../schema/transform-warnings.js';
import type { Logger } from '../logger.js';
import { findOddNames, UndeclaredColumns } from './column-names.js';
import type { ColumnSelection } from './column-selection.js';

/** Collects what is to be said of the records of a stream, once at its end. No text contains a value. */
export class StreamWarnings {
  readonly #transform = new TransformWarnings();
  readonly #undeclared = new UndeclaredColumns();
  #selection: ColumnSelection | undefined;
  #withoutCursor = 0;

  /** Counts a value that does not fit its schema; can be handed out as a function. */
  readonly addMisfit = (warning: TransformWarning): void => this.#transform.add(warning);

  /** Notes a column of a record that neither stream nor catalog knows; can be handed out as a function. */
  readonly addUndeclared = (name: string): void => this.#undeclared.add(name);

  /** Says which columns are written. */
  setSelection(selection: ColumnSelection): void {
    this.#selection = selection;
  }

  /** Counts a record without a value in its cursor. */
  addWithoutCursor(): void {
    this.#withoutCursor += 1;
  }

  /** Writes what was collected to the log. */
  tell(log: Logger, stream: string): void {
    const undeclared = this.#undeclared.describe(this.#selection?.columns === undefined);
    if (undeclared !== undefined) log.info(`Stream ${stream}: ${undeclared}`);
    for (const text of this.#warnings()) log.warn(`Stream ${stream}: ${text}`);
  }

  #warnings(): string[] {
    const misfits = this.#transform.drain().map(({ text, count }) => (count === 1 ? text : `${text} (${count} times)`));
    return [...findOddNames(this.#writtenNames()), ...misfits, ...this.#cursorWarnings()];
  }

  #writtenNames(): string[] {
    const { columns, known = [] } = this.#selection ?? {};
    return columns === undefined ? [...known, ...this.#undeclared.names] : [...columns];
  }

  #cursorWarnings(): string[] {
    if (this.#withoutCursor === 0) return [];
    const records = this.#withoutCursor === 1 ? '1 record has' : `${this.#withoutCursor} records have`;
    return [`${records} no value in the cursor column; the state was left as it was.`];
  }
}
