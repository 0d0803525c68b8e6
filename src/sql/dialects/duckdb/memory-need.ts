import type { Connection } from './connection.js';
import { type Place, quoteTable, quoteText } from './names.js';
import type { SpoolFile } from './spool.js';

/** DuckDB handles so many rows at a time, and has all texts of a column of them in memory. */
const VECTOR_ROWS = 2048;
/** Each column of a table that is being filled has a block of this size in memory. */
const BLOCK_BYTES = 256 * 1024;
/** What is needed besides. */
const BASE_BYTES = 30_000_000;

/** The bytes of the largest vector of a table, about: parts of rows that follow each other. */
export class LargestVector {
  #bytes = 0;
  #current = 0;
  #rows = 0;

  /** The bytes of the largest vector so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A vector has so many bytes. */
  atLeast(bytes: number): void {
    this.#bytes = Math.max(this.#bytes, bytes);
  }

  /** Some rows follow. */
  add(bytes: number, rows: number): void {
    this.#current += bytes;
    this.#rows += rows;
    this.#bytes = Math.max(this.#bytes, this.#current);
    if (this.#rows < VECTOR_ROWS) return;
    this.#current = 0;
    this.#rows = 0;
  }
}

/** What it takes to insert the rows of a file, about. */
export function needToInsert(columns: number, file: SpoolFile): number {
  return BASE_BYTES + 2 * BLOCK_BYTES * columns + 6 * file.longestLine;
}

/** What it takes to bring rows from one table into another, or to write them out, about. */
export function needToMerge(columns: number, vectorBytes: number): number {
  return BASE_BYTES + 4 * BLOCK_BYTES * columns + 3 * vectorBytes;
}

/** The bytes that the largest vector of a table can have at most, by what DuckDB notes of the texts of each segment. */
export async function largestVectorOf(connection: Connection, place: Place): Promise<number> {
  // Values of rows come first in `stats`, and no more than eight bytes of each.
  const length = `regexp_extract(stats, 'Max String Length: (\\d+)', 1)`;
  const [found] = await connection.query(
    `SELECT max(TRY_CAST(${length} AS BIGINT) * least(count, ${VECTOR_ROWS})) AS bytes
     FROM pragma_storage_info(${quoteText(quoteTable(place))}) WHERE segment_type = 'VARCHAR'`,
  );
  return Number(found?.['bytes'] ?? 0);
}
