import { inflateGzip } from '../objects/inflate-gzip.js';
import { createEndFinder } from './boundaries.js';
import { checkParquet } from './check-parquet.js';
import type { ContentKind } from './content-kind.js';
import { RecordCutter } from './record-cutter.js';

/** Whole records of a file, from its first byte on. */
export interface DecodedPart {
  readonly bytes: Buffer;
  /** Bytes that the file has: the last record may have got a line feed. */
  readonly length: number;
  /** Bytes of the header at the beginning of `bytes`; 0 in all parts but the first. */
  readonly headerBytes: number;
}

/**
 * Turns the stored bytes of a file into whole records.
 *
 * @throws CorruptData when the file is damaged, which may show only after its records.
 */
export async function* decodeContent(
  stored: AsyncGenerator<Buffer, void, void>,
  kind: ContentKind,
): AsyncGenerator<DecodedPart, void, void> {
  const content = kind.compression === 'gzip' ? inflateGzip(stored) : checkParquet(stored);
  const cutter = new RecordCutter(kind.framing);
  let isHeaderDue = kind.hasHeader;
  let handedOut = 0;
  const toPart = (bytes: Buffer): DecodedPart => {
    const length = cutter.handedOutBytes - handedOut;
    handedOut = cutter.handedOutBytes;
    const headerBytes = isHeaderDue && kind.framing !== 'none' ? createEndFinder(kind.framing)(bytes).first : 0;
    isHeaderDue = false;
    return { bytes, length, headerBytes };
  };
  for await (const chunk of content) {
    for (const bytes of cutter.push(chunk)) yield toPart(bytes);
  }
  for (const bytes of cutter.flush()) yield toPart(bytes);
}
