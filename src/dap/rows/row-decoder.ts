import { isUtf8 } from 'node:buffer';
import { parseCsvRecord } from './parse-csv-record.js';
import { parseJsonRows, skipLine } from './parse-json-rows.js';
import { parseTsvRecord } from './parse-tsv-record.js';
import type { DapRow, RowBatch, RowKind } from './row.js';
import type { CellRecord, CellTypes } from './row-cells.js';
import { RowFault, type RowFaultReason } from './row-fault.js';
import { RowLayout } from './row-layout.js';

/** Makes rows of chunks of whole records. */
export interface RowDecoder {
  /**
   * The rows from `start` on, at least one record and about `maxBytes`. A batch ends before a record that cannot be
   * handled.
   *
   * @throws RowFault when the record at `start` cannot be handled.
   */
  read(bytes: Buffer, start: number, maxBytes: number): RowBatch;
  /** Where the record after the one at `start` begins. */
  skip(bytes: Buffer, start: number): number;
}

/** What a {@link RowDecoder} needs to know. */
export type RowDecoderOptions =
  | { readonly format: 'jsonl'; readonly kind: RowKind }
  | {
      readonly format: 'csv' | 'tsv';
      readonly kind: RowKind;
      /** The first record of the file, with or without its line end. */
      readonly header: Buffer;
      readonly types?: CellTypes;
    };

/**
 * A decoder for the files of one query.
 *
 * @throws RowFault when the header cannot be used.
 * @example
 * const decoder = createRowDecoder({ format: 'tsv', kind: 'snapshot', header: Buffer.from('meta.ts\tkey.id\n') });
 * decoder.read(Buffer.from('2026-03-01T08:00:00Z\t7\n'), 0, 65536).rows[0] // { op: 'U', key: { id: '7' }, … }
 */
export function createRowDecoder(options: RowDecoderOptions): RowDecoder {
  const { kind } = options;
  if (options.format === 'jsonl') {
    return { read: (bytes, start, maxBytes) => parseJsonRows(bytes, start, maxBytes, kind), skip: skipLine };
  }
  const { header, types = new Map() } = options;
  const parse = options.format === 'csv' ? parseCsvRecord : parseTsvRecord;
  const layout = RowLayout.of(parse(header, 0).cells, kind, types);
  if (layout === undefined) {
    throw new RowFault('the header names a column that is not of meta, key or value', header, 0);
  }
  return {
    read: (bytes, start, maxBytes) => readCells(bytes, start, maxBytes, parse, layout),
    skip: (bytes, start) => parse(bytes, start).end,
  };
}

type ParseRecord = (bytes: Buffer, start: number) => CellRecord;

function readCells(bytes: Buffer, start: number, maxBytes: number, parse: ParseRecord, layout: RowLayout): RowBatch {
  const rows: DapRow[] = [];
  let from = start;
  while (from < bytes.length && from - start < maxBytes) {
    const record = parse(bytes, from);
    const row = rowOf(bytes.subarray(from, record.end), record, layout);
    if (typeof row === 'string') {
      if (from > start) break;
      throw new RowFault(row, bytes, from);
    }
    if (row !== undefined) rows.push(row);
    from = record.end;
  }
  return { rows, end: from };
}

/** Undefined for a blank line: no row is without a key. */
function rowOf(
  bytes: Buffer,
  { cells, isDamaged }: CellRecord,
  layout: RowLayout,
): DapRow | RowFaultReason | undefined {
  if (isDamaged) return 'a quoted cell is damaged';
  if (cells.length === 1 && (cells[0] === null || cells[0] === '')) return undefined;
  return isUtf8(bytes) ? layout.toRow(cells) : 'the line is not UTF-8 text';
}
