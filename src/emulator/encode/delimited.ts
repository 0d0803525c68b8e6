import type { RowValue } from '../emulator.js';
import type { ColumnPlan } from '../generator/column-plan.js';
import type { Cell } from './cells.js';
import { cellsOf } from './cells.js';
import type { Action, Layout, ObjectEncoder, ServedValue } from './encoder.js';
import { SpelledNumber } from './encoder.js';
import { encodeValue } from './jsonl.js';

/** What CSV and TSV differ in. */
export interface Dialect {
  readonly separator: string;
  readonly lineEnd: string;
  readonly nullText: string;
  /** A text as written in a cell, escaped. */
  escape(text: string): string;
}

/** Writes rows as cells between separators, below a header of dotted names. */
export class DelimitedEncoder implements ObjectEncoder {
  readonly #dialect: Dialect;
  readonly #incremental: boolean;
  readonly #cells: readonly Cell[];

  constructor(dialect: Dialect, columns: readonly ColumnPlan[], layout: Layout) {
    this.#dialect = dialect;
    this.#incremental = layout.incremental;
    this.#cells = cellsOf(columns, layout.mode);
  }

  head(): string {
    const meta = this.#incremental ? ['meta.ts', 'meta.action'] : ['meta.ts'];
    const names = [...meta, ...this.#cells.map((cell) => cell.name)];
    return names.map((name) => this.#dialect.escape(name)).join(this.#dialect.separator) + this.#dialect.lineEnd;
  }

  row(values: readonly ServedValue[], ts: string, action: Action, said: string = action ?? ''): string {
    const { separator, lineEnd, nullText } = this.#dialect;
    let text = action === undefined ? ts : ts + separator + (said === '' ? nullText : said);
    for (const cell of this.#cells) {
      const value = action === 'D' && !cell.key ? undefined : cellValue(cell, values);
      text += separator;
      text += value === undefined ? nullText : this.#write(value, cell.plain);
    }
    return text + lineEnd;
  }

  #write(value: Exclude<ServedValue, undefined>, plain: boolean): string {
    if (typeof value === 'string') return plain ? value : this.#dialect.escape(value);
    if (typeof value === 'number') return numberText(value);
    if (value instanceof SpelledNumber) return value.text;
    if (typeof value !== 'object') return String(value);
    const isEmptyObject = !Array.isArray(value) && Object.keys(value).length === 0;
    return isEmptyObject ? this.#dialect.nullText : this.#dialect.escape(encodeValue(value));
  }
}

function cellValue(cell: Cell, values: readonly ServedValue[]): ServedValue {
  let value = values[cell.at];
  for (const name of cell.path) {
    if (typeof value !== 'object' || Array.isArray(value) || value instanceof SpelledNumber) return undefined;
    value = (value as Readonly<Record<string, RowValue>>)[name];
  }
  return value;
}

/** NaN and infinities are written as other databases write them. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? 'inf' : '-inf';
}
