import { type JsonObject, parseJson } from '../../src/util/json.js';

/** A row with every value as text, nested ones as JSON; null ones are left out. */
export interface Row {
  readonly ts: string;
  readonly action: string | undefined;
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** A file of cells; null is undefined. */
export interface Cells {
  readonly header: readonly string[];
  readonly lines: readonly (readonly (string | undefined)[])[];
}

const SIGNS: Readonly<Record<string, string>> = {
  0: '\0',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  '\\': '\\',
};

/** Reads what COPY writes as text. */
export function parseTsv(text: string): Cells {
  const [header = [], ...lines] = text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t').map((cell) => (cell === '\\N' ? undefined : readSigns(cell))));
  return { header: header.map(String), lines };
}

function readSigns(cell: string): string {
  return cell.replaceAll(/\\(.)/gs, (_, sign: string) => SIGNS[sign] ?? `?${sign}`);
}

/** Reads RFC 4180; an empty cell without quotes is null. */
export function parseCsv(text: string): Cells {
  const lines: (string | undefined)[][] = [[]];
  let at = 0;
  while (at < text.length) {
    const quoted = text[at] === '"';
    const end = quoted ? endOfQuotes(text, at) : endOfCell(text, at);
    const cell = quoted ? text.slice(at + 1, end - 1).replaceAll('""', '"') : text.slice(at, end);
    lines.at(-1)?.push(!quoted && cell === '' ? undefined : cell);
    const isLast = text[end] === '\r';
    if (isLast) lines.push([]);
    at = end + (isLast ? 2 : 1);
  }
  const [header = [], ...rest] = lines.slice(0, -1);
  return { header: header.map(String), lines: rest };
}

function endOfQuotes(text: string, from: number): number {
  let at = from + 1;
  while (text[at] !== '"' || text[at + 1] === '"') at += text[at] === '"' ? 2 : 1;
  return at + 1;
}

function endOfCell(text: string, from: number): number {
  let at = from;
  while (text[at] !== ',' && text[at] !== '\r') at += 1;
  return at;
}

/** Rows of JSON Lines. */
export function rowsOfLines(lines: readonly string[]): readonly Row[] {
  return lines.map((line) => {
    const { meta, key, value } = parseJson(line) as Record<string, JsonObject | undefined>;
    const action = meta?.['action'];
    return {
      ts: String(meta?.['ts']),
      action: action === undefined ? undefined : String(action),
      key: texts(key).join(),
      value: Object.fromEntries(Object.entries(value ?? {}).map(([name, member]) => [name, plain(member)])),
    };
  });
}

function texts(object: JsonObject | undefined): readonly string[] {
  return Object.values(object ?? {}).map(String);
}

/** Rows of a CSV or TSV file; nested values are put together again, by the schema's names. */
export function rowsOfCells({ header, lines }: Cells, schema: JsonObject): readonly Row[] {
  const parts = schema['properties'] as Record<string, { properties: Record<string, { type?: string }> }>;
  return lines.map((line) => {
    if (line.length !== header.length) throw new Error(`${line.length} cells under ${header.length} names`);
    const cell = (name: string): string | undefined => line[header.indexOf(name)];
    const value: Record<string, unknown> = {};
    header.forEach((name, at) => {
      const [part, column = '', member] = name.split('.');
      const text = line[at];
      if (part !== 'value' || text === undefined) return;
      const type = parts['value']?.properties[column]?.type;
      if (member !== undefined) value[column] = { ...(value[column] as object), [member]: memberText(text) };
      else value[column] = type === 'object' || type === 'array' ? plain(parseJson(text)) : text;
    });
    const key = header.findIndex((name) => name.startsWith('key.'));
    return { ts: String(cell('meta.ts')), action: cell('meta.action'), key: String(line[key]), value };
  });
}

function memberText(text: string): unknown {
  return text.startsWith('[') && text.endsWith(']') ? plain(parseJson(text)) : text;
}

/** Scalars as texts, everything else member by member; nulls left out. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || isNumber(value)) return String(value);
  const members = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, plain(member)]));
}

function isNumber(value: object): boolean {
  return 'isLosslessNumber' in value;
}

/** Rows in a fixed order and without trailing zeros of fractions, so that formats can be compared. */
export function comparable(rows: readonly Row[]): readonly unknown[] {
  const sorted = [...rows].sort((a, b) => (a.key < b.key ? -1 : 1));
  return sorted.map((row) => withoutZeros({ ...row, action: row.action ?? 'none' }));
}

function withoutZeros(value: unknown): unknown {
  if (typeof value === 'string')
    return value.replace(/^([-\d:T]+)(\.\d*?)0*(Z?)$/, (_, ...parts: string[]) => join(parts));
  if (Array.isArray(value)) return value.map(withoutZeros);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutZeros(member)]));
}

function join([whole = '', fraction = '', zone = '']: readonly string[]): string {
  return whole + (fraction === '.' ? '' : fraction) + zone;
}
