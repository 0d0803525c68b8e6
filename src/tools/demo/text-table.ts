import { paint } from './terminal.js';

/** A column of a text table. */
export interface TextColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

const GAP = '  ';

/**
 * Lays rows out in columns that are as wide as their widest cell. Cells must be plain text: what is painted is
 * measured wrongly.
 *
 * @param paintCell gives a cell its look after it was measured.
 * @example
 * formatTable([{ title: 'stream' }, { title: 'rows', align: 'right' }], [['users', '500']])
 * // ['stream  rows', '──────  ────', 'users    500']
 */
export function formatTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  paintCell: (text: string, column: number) => string = (text) => text,
): string[] {
  const widths = columns.map(({ title }, at) => Math.max(width(title), ...rows.map((row) => width(row[at] ?? ''))));
  const line = (cells: readonly string[], look: (text: string, column: number) => string): string =>
    columns
      .map(({ align }, at) => {
        const cell = cells[at] ?? '';
        const blanks = ' '.repeat((widths[at] ?? 0) - width(cell));
        return align === 'right' ? blanks + look(cell, at) : look(cell, at) + blanks;
      })
      .join(GAP)
      .trimEnd();
  const head = line(
    columns.map(({ title }) => title),
    (text) => paint('bold', text),
  );
  const rule = paint('dim', widths.map((size) => '─'.repeat(size)).join(GAP));
  return [head, rule, ...rows.map((row) => line(row, paintCell))];
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const COMBINING = /\p{M}/u;

/** Cells of a terminal that a text takes: East Asian letters take two, combining marks none. */
function width(text: string): number {
  let cells = 0;
  for (const letter of text) cells += WIDE.test(letter) ? 2 : COMBINING.test(letter) ? 0 : 1;
  return cells;
}
