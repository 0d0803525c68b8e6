import { type ColumnCounts, type CountedKind, markerOf } from '../../dap/index.js';
import type { TransformWarning } from '../../schema/transform/runtime.js';
import { scanString } from './scan-string.js';
import type { ScanNotes } from './value-node.js';

/** Bytes of the longest marker, if each of its characters was escaped. */
const LONGEST_MARKER = 27 * 6 + 2;

/** What is known of a line while it is being scanned. It counts once the whole line was accepted. */
export class LineNotes implements ScanNotes {
  readonly suspects: number[] = [];
  /** Columns that the schema does not know. */
  readonly strangers = new Set<string>();
  readonly #counts: { readonly column: string; readonly kind: CountedKind }[] = [];
  readonly #warnings: TransformWarning[] = [];

  /** Forgets what was noted of a line that was not accepted. */
  clear(): void {
    if (this.suspects.length > 0) this.suspects.length = 0;
    if (this.strangers.size > 0) this.strangers.clear();
    if (this.#counts.length > 0) this.#counts.length = 0;
    if (this.#warnings.length > 0) this.#warnings.length = 0;
  }

  add(column: string, kind: CountedKind): void {
    this.#counts.push({ column, kind });
  }

  readonly warn = (warning: TransformWarning): void => {
    this.#warnings.push(warning);
  };

  /** Decides about the suspects that were found in the value of `column`. */
  settleSuspects(bytes: Buffer, column: string, isSelected: boolean): void {
    for (const start of this.suspects) {
      const end = scanString(bytes, start + 1);
      if (!isSelected || end - start > LONGEST_MARKER) continue;
      const marker = markerOf(JSON.parse(bytes.toString('utf8', start, end)) as string);
      if (marker !== undefined) this.add(column, marker);
    }
    this.suspects.length = 0;
  }

  /** Counts and tells what was noted. */
  commit(
    counts: ColumnCounts,
    onWarning: (warning: TransformWarning) => void,
    onUndeclared: (name: string) => void,
  ): void {
    if (this.#counts.length === 0 && this.#warnings.length === 0 && this.strangers.size === 0) return;
    for (const { column, kind } of this.#counts) counts.add(column, kind);
    for (const warning of this.#warnings) onWarning(warning);
    for (const name of this.strangers) onUndeclared(name);
    this.clear();
  }
}
