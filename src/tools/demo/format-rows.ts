import { formatTable } from '../../shell/text-table.js';
import { paint } from './terminal.js';

/** Wider cells are cut, so that a row stays a line. */
const MAX_WIDTH = 48;

/** An answer of DuckDB as a text table: numbers to the right, null as a dot, long texts cut. */
export function formatRows(names: readonly string[], rows: readonly (readonly unknown[])[]): string[] {
  const columns = names.map((title, at) => {
    const isNumeric = rows.some((row) => ['number', 'bigint'].includes(typeof row[at]));
    return { title, align: isNumeric ? ('right' as const) : ('left' as const) };
  });
  return formatTable(
    columns,
    rows.map((row) => row.map(formatCell)),
    { paint },
  );
}

function formatCell(value: unknown): string {
  if (value === null || value === undefined) return '·';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach the terminal
  const text = String(value).replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
  const letters = [...text];
  return letters.length > MAX_WIDTH ? `${letters.slice(0, MAX_WIDTH - 1).join('')}…` : text;
}
