import type { LoadFormat } from '../contract/cell-form.js';

/** What follows a backslash in the rows of DAP. Before any other character it stands for that character. */
const ESCAPED: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', 0: '\0' };

/** The text of a cell of DAP that is not NULL. */
export function decodeCell(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  if (!text.includes('\\')) return text;
  return text.replace(/\\([\s\S])/g, (_escape, sign: string) => ESCAPED[sign] ?? sign);
}

const COPY_ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};
const LOAD_DATA_ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\0': '\\0',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** NULL is the same in all formats; in `csv` it has no quotes. */
export const NULL_CELL = '\\N';

/**
 * A cell as the loader reads it. A text such as `\.` or `\N` is written so that it is nothing but a text.
 *
 * @example
 * encodeCell('copy', '\\.') // '\\\\.'
 */
export function encodeCell(format: LoadFormat, text: string | null): string {
  if (text === null) return NULL_CELL;
  switch (format) {
    case 'copy':
      return text.replace(/[\\\b\f\n\r\t\v]/g, (sign) => COPY_ESCAPES[sign] ?? sign);
    case 'load-data':
      return text.replace(/[\\\0\n\r\t]/g, (sign) => LOAD_DATA_ESCAPES[sign] ?? sign);
    case 'csv':
      return text === '' || /["\\\0\n\r\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }
}
