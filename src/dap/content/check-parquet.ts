import { CorruptData } from '../objects/inflate-gzip.js';

/** Every Parquet file begins and ends with these bytes (Apache Parquet, "File format"). */
export const PARQUET_MARK = Buffer.from('PAR1');

/**
 * Hands the bytes of a Parquet file through. Parquet has no checksum of the whole: a file that is cut or replaced shows
 * by its marks alone.
 *
 * @throws CorruptData when a mark is missing.
 */
export async function* checkParquet(stored: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  let head = Buffer.alloc(0);
  let tail = Buffer.alloc(0);
  for await (const chunk of stored) {
    if (head.length < PARQUET_MARK.length) {
      head = Buffer.concat([head, chunk.subarray(0, PARQUET_MARK.length - head.length)]);
      if (head.length === PARQUET_MARK.length && !head.equals(PARQUET_MARK)) throw new CorruptData('it is not Parquet');
    }
    tail = Buffer.concat([tail, chunk.subarray(-PARQUET_MARK.length)]).subarray(-PARQUET_MARK.length);
    yield chunk;
  }
  if (!tail.equals(PARQUET_MARK)) throw new CorruptData('it ends early');
}
