import { isUtf8 } from 'node:buffer';
import { isJsonObject, parseJson } from '../util/json.js';
import { DELETED_AT, UPDATED_AT } from './cdc-columns.js';

/** A record as the stream emits it: the columns of key and value, and the two of the change. */
export type Row = Record<string, unknown>;

const LINE_FEED = 10;

/** Rows of a chunk, and where the last of them ends. */
export interface ParsedRows {
  readonly rows: Row[];
  /** Bytes of the chunk that `rows` were made from. */
  readonly end: number;
}

/** A line is no row. Says what is wrong, never what it holds. */
export class RowFault extends Error {
  override readonly name = 'RowFault';
}

/**
 * Parses whole lines of DAP's JSON Lines from `start` on, at least one and about `maxBytes`.
 *
 * @throws RowFault for the first line that is no row.
 */
export function parseRows(bytes: Buffer, start: number, maxBytes: number): ParsedRows {
  // Bytes that are no text would silently become replacement characters. The check costs next to nothing.
  if (start === 0 && !isUtf8(bytes)) throw new RowFault('the file is not UTF-8 text');
  const rows: Row[] = [];
  let from = start;
  while (from < bytes.length && from - start < maxBytes) {
    const feed = bytes.indexOf(LINE_FEED, from);
    const end = feed === -1 ? bytes.length : feed;
    if (!isBlank(bytes, from, end)) rows.push(toRow(bytes.toString('utf8', from, end)));
    from = end + 1;
  }
  return { rows, end: Math.min(from, bytes.length) };
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  return end === start || (end === start + 1 && bytes[start] === 13);
}

/**
 * Makes the record of one line. The parsed value becomes the record itself: copying forty columns would cost
 * more than everything else that is done to them.
 */
function toRow(line: string): Row {
  const parsed = parseLine(line);
  if (!isJsonObject(parsed)) throw new RowFault('a line is not a JSON object');
  const { key, value, meta } = parsed;
  if (!isJsonObject(key)) throw new RowFault('a line has no key');
  if (!isJsonObject(meta) || typeof meta['ts'] !== 'string') throw new RowFault('a line has no commit time');
  const isDelete = meta['action'] === 'D';
  const row: Row = isDelete || !isJsonObject(value) ? {} : value;
  for (const column in key) row[column] = key[column];
  row[UPDATED_AT] = meta['ts'];
  row[DELETED_AT] = isDelete ? meta['ts'] : null;
  return row;
}

/** Whole strings, so that words inside them are passed over; and the words that JSON has no numbers for. */
const BARE_WORDS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:NaN|Infinity)\b/g;

/**
 * Floats that are not finite occur in real data, and some writers put them as bare words, which is not JSON.
 * They become texts: the row is kept, and the cast warns of a value that does not fit its column.
 */
function parseLine(line: string): unknown {
  try {
    return parseJson(line);
  } catch {
    const quoted = line.replace(BARE_WORDS, (token) => (token.startsWith('"') ? token : `"${token}"`));
    if (quoted !== line) return parseQuoted(quoted);
    throw notJson();
  }
}

function parseQuoted(line: string): unknown {
  try {
    return parseJson(line);
  } catch {
    throw notJson();
  }
}

function notJson(): RowFault {
  return new RowFault('a line is not valid JSON');
}
