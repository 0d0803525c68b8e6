import type { Marker } from './row-markers.js';

/** What is worth a word at the end of a table: a {@link Marker}, or an object or list that became JSON text. */
export type CountedKind = Marker | 'json-text';

/** How often one thing happened in one column. */
export interface ColumnCount {
  readonly column: string;
  readonly kind: CountedKind;
  readonly count: number;
}

/** Counts by column and kind. */
export class ColumnCounts {
  readonly #counts = new Map<string, Map<CountedKind, number>>();

  add(column: string, kind: CountedKind): void {
    let kinds = this.#counts.get(column);
    if (kinds === undefined) {
      kinds = new Map();
      this.#counts.set(column, kinds);
    }
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }

  /** What was counted since the last call, in the order of the first of each column. */
  drain(): ColumnCount[] {
    const all = [...this.#counts].flatMap(([column, kinds]) =>
      [...kinds].map(([kind, count]) => ({ column, kind, count })),
    );
    this.#counts.clear();
    return all;
  }
}

const SENTENCES: Readonly<Record<CountedKind, string>> = {
  oversized: 'DAP left out the value because it was too large, and sent a marker in its place',
  unspecified: 'DAP sent __dap_unspecified__ in the place of a value that its schema does not list',
  'json-text': 'an object or list was written as JSON text because the column is a text',
};

/**
 * A sentence about one count, for people.
 *
 * @example
 * describeColumnCount({ column: 'body', kind: 'json-text', count: 3 })
 * // "Column body, 3 values: an object or list was written as JSON text because the column is a text."
 */
export function describeColumnCount({ column, kind, count }: ColumnCount): string {
  return `Column ${column}, ${count === 1 ? '1 value' : `${count} values`}: ${SENTENCES[kind]}.`;
}
