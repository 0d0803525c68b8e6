import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Format } from '../wire.js';

/** What the service does with one request for a file. */
export type Fault = 'none' | 'cut' | 'no-range' | 'short' | 'damaged' | 'refused' | 'gone' | 'gone-with-job';

/** A table, and what befalls those who read it. */
export interface History {
  readonly format: Exclude<Format, 'parquet'>;
  readonly files: readonly { readonly records: number; readonly size: number; readonly endsWithFeed: boolean }[];
  /** One for each request of a file, then none. */
  readonly faults: readonly { readonly kind: Fault; readonly at: number }[];
  /** The first read stops after so many records, the next one after so many more. */
  readonly stops: readonly number[];
}

const KINDS: readonly Fault[] = ['none', 'cut', 'no-range', 'short', 'damaged', 'refused', 'gone', 'gone-with-job'];

export const arbitraryHistory: fc.Arbitrary<History> = fc.record({
  format: fc.constantFrom('jsonl', 'csv', 'tsv'),
  files: fc.array(
    fc.record({ records: fc.nat(150), size: fc.constantFrom(0, 40, 3000, 9000), endsWithFeed: fc.boolean() }),
    { maxLength: 4 },
  ),
  faults: fc.array(fc.record({ kind: fc.constantFrom(...KINDS), at: fc.double({ min: 0, max: 0.99, noNaN: true }) }), {
    maxLength: 12,
  }),
  stops: fc.array(fc.nat(200), { maxLength: 6 }),
});

/** The records of a file: each is unique; those of CSV hold line feeds, quotes and commas. */
export function recordsOf({ format, files }: History, file: number): string[] {
  const { records, size } = files[file] as History['files'][number];
  return Array.from({ length: records }, (_, index) => {
    const id = `f${file}r${index}`;
    // Half of it does not compress, so that files of several reads come about.
    const text = `${id}-`.repeat(Math.ceil(size / 10)).slice(0, size);
    if (format === 'jsonl') return JSON.stringify({ id, text });
    return format === 'csv' ? `${id},"a ""quoted""\n\ntext, ${text}"` : `${id}\t${text}`;
  });
}

/** The stored bytes of a file. */
export function storedFile(history: History, file: number): Buffer {
  const { format, files } = history;
  const separator = format === 'csv' ? ',' : '\t';
  const header = format === 'jsonl' ? [] : [`key.id${separator}value.text`];
  const all = [...header, ...recordsOf(history, file)];
  const end = all.length > 0 && files[file]?.endsWithFeed === true ? '\n' : '';
  // Stored without compression: every byte of it can be damaged, and small files still take several reads.
  return gzipSync(`${all.join('\n')}${end}`, { level: 0 });
}

/** Ends of the records in a chunk. */
export function endsIn(format: History['format'], chunk: Buffer): number[] {
  const ends: number[] = [];
  let quotes = 0;
  for (const [index, byte] of chunk.entries()) {
    if (byte === 34 && format === 'csv') quotes += 1;
    if (byte === 10 && quotes % 2 === 0) ends.push(index + 1);
  }
  return ends;
}
