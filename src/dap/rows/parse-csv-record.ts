import { skipLine } from './parse-json-rows.js';
import type { Cell, CellRecord } from './row-cells.js';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const QUOTE = 34;
const COMMA = 44;

/**
 * Reads the record at `start` after RFC 4180; it may span lines. Nothing and the bare word `NULL` are null, whatever is
 * quoted is a text.
 */
export function parseCsvRecord(bytes: Buffer, start: number): CellRecord {
  const cells: Cell[] = [];
  let at = start;
  for (;;) {
    const isQuoted = bytes[at] === QUOTE;
    const end = isQuoted ? endOfQuoted(bytes, at) : endOfBare(bytes, at);
    if (end < 0) return { cells, end: skipLine(bytes, start), isDamaged: true };
    cells.push(isQuoted ? quotedCell(bytes, at, end) : bareCell(bytes, at, end));
    if (bytes[end] !== COMMA) return { cells, end: afterRecord(bytes, end), isDamaged: false };
    at = end + 1;
  }
}

/** The position behind the closing quote; -1 when there is none, or when more of the cell follows it. */
function endOfQuoted(bytes: Buffer, open: number): number {
  let close = bytes.indexOf(QUOTE, open + 1);
  while (close >= 0 && bytes[close + 1] === QUOTE) close = bytes.indexOf(QUOTE, close + 2);
  if (close < 0) return -1;
  return bytes[close + 1] === COMMA || isRecordEnd(bytes, close + 1) ? close + 1 : -1;
}

function endOfBare(bytes: Buffer, start: number): number {
  let at = start;
  while (bytes[at] !== COMMA && !isRecordEnd(bytes, at)) at += 1;
  return at;
}

function isRecordEnd(bytes: Buffer, at: number): boolean {
  const byte = bytes[at];
  if (byte === undefined || byte === LINE_FEED) return true;
  return byte === CARRIAGE_RETURN && (bytes[at + 1] === LINE_FEED || at + 1 === bytes.length);
}

function afterRecord(bytes: Buffer, end: number): number {
  return Math.min(bytes.length, bytes[end] === CARRIAGE_RETURN ? end + 2 : end + 1);
}

function quotedCell(bytes: Buffer, open: number, end: number): Cell {
  return bytes.toString('utf8', open + 1, end - 1).replaceAll('""', '"');
}

function bareCell(bytes: Buffer, start: number, end: number): Cell {
  const text = bytes.toString('utf8', start, end);
  return text === '' || text === 'NULL' ? null : text;
}
