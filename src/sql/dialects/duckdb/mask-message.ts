/** Errors whose text quotes values of rows. */
const QUOTES_VALUES = /^(Conversion|Constraint|Invalid Input|Out of Range|Invalid Type|Mismatch Type) Error: /;
const CSV = /^\w[\w ]* Error: CSV Error on Line: (\d+)/;

/**
 * DuckDB's words without the values that they quote.
 *
 * @example
 * maskMessage(`Conversion Error: Could not convert string 'Ann' to INT32`) // 'Conversion Error: Could not convert string'
 */
export function maskMessage(text: string): string {
  const csv = CSV.exec(text);
  if (csv !== null) return csvMessage(text, csv[1] ?? '');
  const [firstLine = ''] = text.split('\n', 1);
  const kind = QUOTES_VALUES.exec(firstLine)?.[0];
  if (kind === undefined) return firstLine.trim();
  if (firstLine.includes('NOT NULL constraint failed')) return firstLine.trim();
  const words = firstLine.slice(kind.length).split(/['":]|\bInput\b/, 1)[0] ?? '';
  return `${kind}${words.trim()}`;
}

/** What is wrong with a row of a file: line, column and type, but not the row. */
function csvMessage(text: string, line: string): string {
  const tail = text.slice(text.search(/\n(Error when|Expected Number|Value with|Maximum line|Invalid unicode)/) + 1);
  const column = /^Error when converting column "([^"\n]{1,200})"/.exec(tail)?.[1];
  const type = /\n\nColumn .{1,200} is being converted as type ([\w(),[\] ]+)\n/.exec(tail)?.[1];
  if (column !== undefined) {
    return `Conversion Error: a value of column ${column} in line ${line} is no ${type ?? 'value of its type'}`;
  }
  const [words = ''] = tail.split('\n', 1);
  return /^(Expected Number|Value with|Maximum line|Invalid unicode)/.test(words)
    ? `CSV Error in line ${line}: ${words.trim()}`
    : `CSV Error in line ${line}`;
}
