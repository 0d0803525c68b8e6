import { isUtf8 } from 'node:buffer';
import { parseJsonRow } from './parse-json-row.js';
import type { DapRow, RowBatch, RowKind } from './row.js';
import { RowFault, type RowFaultReason } from './row-fault.js';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Parses whole lines of DAP's JSON Lines from `start` on, at least one and about `maxBytes`. The batch ends before a
 * line that cannot be handled, so the rows before it are never lost.
 *
 * @throws RowFault when the line at `start` cannot be handled. {@link skipLine} leads behind it.
 */
export function parseJsonRows(bytes: Buffer, start: number, maxBytes: number, kind: RowKind): RowBatch {
  const rows: DapRow[] = [];
  let from = start;
  while (from < bytes.length && from - start < maxBytes) {
    const next = skipLine(bytes, from);
    const end = lineEnd(bytes, from, next);
    if (end > from) {
      const row = parseLine(bytes, from, end, kind);
      if (typeof row !== 'object') {
        if (from > start) break;
        throw new RowFault(row, bytes, from);
      }
      rows.push(row);
    }
    from = next;
  }
  return { rows, end: from };
}

/** Where the line after the one at `start` begins. */
export function skipLine(bytes: Uint8Array, start: number): number {
  const feed = bytes.indexOf(LINE_FEED, start);
  return feed === -1 ? bytes.length : feed + 1;
}

/** Where the text of a line ends; `start` for a blank one. */
function lineEnd(bytes: Uint8Array, start: number, next: number): number {
  const end = bytes[next - 1] === LINE_FEED ? next - 1 : next;
  return end === start + 1 && bytes[start] === CARRIAGE_RETURN ? start : end;
}

/** Bytes that are not text would silently become replacement characters. The check costs next to nothing. */
function parseLine(bytes: Buffer, start: number, end: number, kind: RowKind): DapRow | RowFaultReason {
  if (!isUtf8(bytes.subarray(start, end))) return 'the line is not UTF-8 text';
  return parseJsonRow(bytes.toString('utf8', start, end), kind);
}
