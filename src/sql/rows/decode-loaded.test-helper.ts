import type { LoadFormat } from '../contract/cell-form.js';

/** What the loaders read after a backslash, by their documentation. */
const ESCAPES: Readonly<Record<'copy' | 'load-data', Readonly<Record<string, string>>>> = {
  copy: { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' },
  'load-data': { 0: '\0', b: '\b', n: '\n', r: '\r', t: '\t', '\\': '\\' },
};

/** Reads rows as the loader of a format does, and refuses what not every version of it reads alike. */
export function decodeLoaded(format: LoadFormat, bytes: Buffer): (string | null)[][] {
  const text = bytes.toString();
  return format === 'csv' ? decodeCsv(text) : decodeEscaped(text, ESCAPES[format], format);
}

function decodeEscaped(
  text: string,
  escapes: Readonly<Record<string, string>>,
  format: LoadFormat,
): (string | null)[][] {
  if (format === 'copy' && /[\r\0]|^\\\.$/m.test(text)) throw new Error('COPY would refuse this.');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) =>
      line.split('\t').map((cell) => {
        if (cell === '\\N') return null;
        return cell.replace(/\\([\s\S]?)/g, (_, sign: string) => {
          const char = escapes[sign];
          if (char === undefined) throw new Error(`An escape of no meaning: ${JSON.stringify(cell)}`);
          return char;
        });
      }),
    );
}

function decodeCsv(text: string): (string | null)[][] {
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^"\t\n\r]+))([\t\n])/y;
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (match === null) throw new Error('No cell of CSV.');
    const [, quoted, bare, end] = match;
    row.push(bare === '\\N' ? null : (bare ?? (quoted ?? '').replaceAll('""', '"')));
    if (end === '\n') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}
