import type { Row } from '../row-parser.js';

/** Some consecutive lines of a chunk as records: objects, or JSON texts, one a line. */
export interface RowPiece {
  /** How many records there are. */
  readonly count: number;
  /** Where the piece ends in the chunk. */
  readonly end: number;
  /** The records: as rows that are still to be cast, or as bytes that are overwritten when the next piece is read. */
  readonly records: Row[] | Uint8Array;
  /** Deletions that are not among the records, because the column that tells of them is not selected. */
  readonly deletesLeftOut: number;
}
