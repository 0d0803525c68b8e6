import { DELETED_AT, UPDATED_AT } from '../cdc-columns.js';
import { CLOSE_BRACE, COMMA, LINE_FEED, OPEN_BRACE, SURPRISE } from './ascii.js';
import { LineScanner } from './line-scanner.js';
import type { MemberTable } from './member-table.js';
import type { OutBuffer } from './out-buffer.js';

const UPDATED_NAME = Buffer.from(`"${UPDATED_AT}":`);
const DELETED_NAME = Buffer.from(`"${DELETED_AT}":`);
const NULL = Buffer.from('null');
/** Braces, commas and the line feed of a record. */
const PUNCTUATION_BYTES = 8;

/** What records of a stream consist of. */
export interface RecordColumns {
  readonly key: MemberTable;
  readonly value: MemberTable;
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

  /**
   * Appends the record of the line at `start` to `out`, with a line feed, if parsing, casting and writing the line
   * would give the very same JSON value.
   *
   * @param bytes - UTF-8 that ends with a line feed.
   * @returns the position behind the line's feed; -1, with nothing appended, when the line has to be parsed.
   */
  encode(bytes: Buffer, start: number, out: OutBuffer): number {
    const line = this.#line;
    const end = line.scan(bytes, start);
    if (end < 0) return SURPRISE;
    const { tsStart, tsEnd } = line.meta;
    const stamps = UPDATED_NAME.length + DELETED_NAME.length + 2 * (tsEnd - tsStart);
    out.reserve(end - start + stamps + NULL.length + PUNCTUATION_BYTES);
    out.push(OPEN_BRACE);
    let isEmpty = appendMembers(bytes, line.keyStart, line.keyEnd, line.key.cuts, out, true);
    if (line.valueEnd > 0) {
      isEmpty = appendMembers(bytes, line.valueStart, line.valueEnd, line.value.cuts, out, isEmpty);
    }
    if (this.#hasUpdatedAt) {
      appendName(UPDATED_NAME, out, isEmpty);
      out.append(bytes, tsStart, tsEnd);
      isEmpty = false;
    }
    if (this.#hasDeletedAt) {
      appendName(DELETED_NAME, out, isEmpty);
      if (line.meta.isDelete) out.append(bytes, tsStart, tsEnd);
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

/**
 * Appends what is between the braces at `start` and before `end`, without the members that `cuts` names.
 *
 * @returns whether the record is still empty.
 */
function appendMembers(
  bytes: Uint8Array,
  start: number,
  end: number,
  cuts: readonly number[],
  out: OutBuffer,
  isEmpty: boolean,
): boolean {
  let isFirst = isEmpty;
  let from = start + 1;
  for (let index = 0; index < cuts.length; index += 2) {
    // A comma stands before the member that is left out, unless it is the first.
    isFirst = appendRun(bytes, from, (cuts[index] as number) - 1, out, isFirst);
    from = (cuts[index + 1] as number) + 1;
  }
  return appendRun(bytes, from, end - 1, out, isFirst);
}

function appendRun(bytes: Uint8Array, from: number, to: number, out: OutBuffer, isFirst: boolean): boolean {
  if (to <= from) return isFirst;
  if (!isFirst) out.push(COMMA);
  out.append(bytes, from, to);
  return false;
}
