import type { RowKind } from '../../dap/index.js';
import type { OutBuffer } from '../../util/out-buffer.js';
import { DELETED_AT, UPDATED_AT } from '../cdc-columns.js';
import { CLOSE_BRACE, COMMA, LINE_FEED, OPEN_BRACE, SURPRISE } from './ascii.js';
import type { ColumnTable } from './column-table.js';
import { LineScanner } from './line-scanner.js';
import type { PaddedBytes } from './padded-bytes.js';

const UPDATED_NAME = Buffer.from(`"${UPDATED_AT}":`);
const DELETED_NAME = Buffer.from(`"${DELETED_AT}":`);
const NULL = Buffer.from('null');
/** Braces, commas and the line feed of a record. */
const PUNCTUATION_BYTES = 8;

/** What records of a stream consist of. */
export interface RecordColumns {
  readonly key: ColumnTable;
  readonly value: ColumnTable;
  /** Whether the column of the commit time is wanted. */
  readonly hasUpdatedAt: boolean;
  /** Whether the column of the deletion is wanted. */
  readonly hasDeletedAt: boolean;
}

/** Makes records of DAP's lines by copying bytes, after it has looked at each of them. */
export class RowVerifier {
  readonly #line: LineScanner;
  readonly #hasUpdatedAt: boolean;
  readonly #hasDeletedAt: boolean;

  constructor(columns: RecordColumns) {
    this.#line = new LineScanner(columns.key, columns.value);
    this.#hasUpdatedAt = columns.hasUpdatedAt;
    this.#hasDeletedAt = columns.hasDeletedAt;
  }

  /** Whether the last line that was encoded tells of a deletion. */
  get isDelete(): boolean {
    return this.#line.meta.isDelete;
  }

  /**
   * Appends the record of the line at `start` to `out`, with a line feed, if it is the very same JSON value that parsing,
   * casting and writing the line would give. A deletion is left out where the column that tells of it is not wanted.
   *
   * @param text - UTF-8 that ends with a line feed.
   * @returns the position behind the line's feed; -1, with nothing appended, when the line has to be parsed.
   */
  encode(text: PaddedBytes, start: number, out: OutBuffer, kind: RowKind): number {
    const line = this.#line;
    const end = line.scan(text, start, kind);
    if (end < 0) return SURPRISE;
    const { tsStart, tsEnd, isDelete } = line.meta;
    if (isDelete && !this.#hasDeletedAt) return end;
    const { bytes } = text;
    const stamps = UPDATED_NAME.length + DELETED_NAME.length + 2 * (tsEnd - tsStart);
    const extra = line.key.edits.extraBytes + line.value.edits.extraBytes;
    out.reserve(end - start + stamps + extra + NULL.length + PUNCTUATION_BYTES);
    out.push(OPEN_BRACE);
    let isFirst = line.key.edits.copyMembers(bytes, line.keyStart, line.keyEnd, out, true);
    if (line.valueEnd > 0) {
      isFirst = line.value.edits.copyMembers(bytes, line.valueStart, line.valueEnd, out, isFirst);
    }
    if (this.#hasUpdatedAt) {
      appendName(UPDATED_NAME, out, isFirst);
      out.append(bytes, tsStart, tsEnd);
      isFirst = false;
    }
    if (this.#hasDeletedAt) {
      appendName(DELETED_NAME, out, isFirst);
      if (isDelete) out.append(bytes, tsStart, tsEnd);
      else out.append(NULL, 0, NULL.length);
    }
    out.push(CLOSE_BRACE);
    out.push(LINE_FEED);
    return end;
  }
}

function appendName(name: Uint8Array, out: OutBuffer, isFirst: boolean): void {
  if (!isFirst) out.push(COMMA);
  out.append(name, 0, name.length);
}
