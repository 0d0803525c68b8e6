import { skipLine } from './parse-json-rows.js';
import type { Cell, CellRecord } from './row-cells.js';

const LINE_FEED = 10;
const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', 0: '\0' };

/** Reads the record at `start` in the text form of PostgreSQL's COPY: `\N` is null, nothing is the empty text. */
export function parseTsvRecord(bytes: Buffer, start: number): CellRecord {
  const end = skipLine(bytes, start);
  const textEnd = bytes[end - 1] === LINE_FEED ? end - 1 : end;
  const cells = bytes.toString('utf8', start, textEnd).split('\t').map(toCell);
  return { cells, end, isDamaged: false };
}

function toCell(text: string): Cell {
  if (text === '\\N') return null;
  if (!text.includes('\\')) return text;
  // A backslash before any other character stands for that character.
  return text.replace(/\\([\s\S])/g, (_escape, sign: string) => ESCAPES[sign] ?? sign);
}
