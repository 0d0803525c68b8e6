/** Lists and objects may lie this many levels deep in a row. Readers of JSON elsewhere stop at about twice as many. */
export const MAX_NESTING = 500;

/** What can be wrong with a row. */
export type RowFaultReason =
  | 'the line is not UTF-8 text'
  | 'the header names a column that is not of meta, key or value'
  | 'the line is not valid JSON'
  | 'the line is not a JSON object'
  | 'the line nests more than 500 levels deep'
  | 'the row has no key'
  | 'the row has no commit time'
  | 'the row has a value that is not an object'
  | 'the row has no action'
  | 'the row has an unknown action'
  | 'the row of a snapshot is a deletion'
  | 'a column is in the key and in the value, and they differ'
  | 'the row has more or fewer cells than the header'
  | 'a quoted cell is damaged'
  | 'a cell does not have the type of its column';

/** A row that cannot be handled: says what is wrong and where, never what the row holds. */
export class RowFault extends Error {
  override readonly name = 'RowFault';
  readonly reason: RowFaultReason;
  /** Where the row begins in its chunk. */
  readonly offset: number;
  /** How many line feeds lie before it in its chunk. */
  readonly line: number;

  constructor(reason: RowFaultReason, bytes: Uint8Array, offset: number) {
    super(reason);
    this.reason = reason;
    this.offset = offset;
    this.line = countLineFeeds(bytes, offset);
  }
}

const LINE_FEED = 10;

function countLineFeeds(bytes: Uint8Array, end: number): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0 && at < end; at = bytes.indexOf(LINE_FEED, at + 1)) count += 1;
  return count;
}
