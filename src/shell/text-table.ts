import { type Paint, plainPaint } from './paint.js';

/** A column of a text table. */
export interface TextColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

const GAP = '  ';
/** Longest rule below a title: a column of sentences needs no longer one. */
const MAX_RULE = 60;

/** How a text table looks. */
export interface TableLook {
  /** For the head of the table. Default: plain. */
  readonly paint?: Paint;
  /** Gives a cell its look after it was measured. */
  readonly cell?: (text: string, column: number) => string;
}

/**
 * Lays rows out in columns that are as wide as their widest cell. Cells must be plain text: painted text is
 * measured wrongly.
 *
 * @example
 * formatTable([{ title: 'stream' }, { title: 'rows', align: 'right' }], [['users', '500']])
 * // ['stream  rows', '──────  ────', 'users    500']
 */
export function formatTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  look: TableLook = {},
): string[] {
  const { paint = plainPaint, cell: paintCell = (text) => text } = look;
  const widths = columns.map(({ title }, at) =>
    Math.max(textWidth(title), ...rows.map((row) => textWidth(row[at] ?? ''))),
  );
  const line = (cells: readonly string[], dress: (text: string, column: number) => string): string =>
    columns
      .map(({ align }, at) => {
        const cell = cells[at] ?? '';
        const blanks = ' '.repeat((widths[at] ?? 0) - textWidth(cell));
        return align === 'right' ? blanks + dress(cell, at) : dress(cell, at) + blanks;
      })
      .join(GAP)
      .trimEnd();
  const head = line(
    columns.map(({ title }) => title),
    (text) => paint('bold', text),
  );
  const rule = paint('dim', widths.map((size) => '─'.repeat(Math.min(size, MAX_RULE))).join(GAP));
  return [head, rule, ...rows.map((row) => line(row, paintCell))];
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const COMBINING = /\p{M}/u;

/** Cells of a terminal that a text takes: East Asian letters take two, combining marks none. */
export function textWidth(text: string): number {
  let cells = 0;
  for (const letter of text) cells += WIDE.test(letter) ? 2 : COMBINING.test(letter) ? 0 : 1;
  return cells;
}
