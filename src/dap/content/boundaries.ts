import type { Framing } from './content-kind.js';

const LINE_FEED = 10;
const QUOTE = 34;

/** Ends of records in a chunk: positions behind the first and the last; 0 where no record ends in it. */
export interface RecordEnds {
  readonly first: number;
  readonly last: number;
}

/** Finds where records end in the chunks of one file, taken one after the other. */
export type FindEnds = (chunk: Buffer) => RecordEnds;

/** A finder for one file. */
export function createEndFinder(framing: Exclude<Framing, 'none'>): FindEnds {
  return framing === 'lines' ? findLineEnds : createCsvFinder();
}

function findLineEnds(chunk: Buffer): RecordEnds {
  const last = chunk.lastIndexOf(LINE_FEED) + 1;
  return { first: last === 0 ? 0 : chunk.indexOf(LINE_FEED) + 1, last };
}

/** A line feed ends a record unless an odd number of quotes precedes it (RFC 4180: a quote in a field is doubled). */
function createCsvFinder(): FindEnds {
  let isQuoted = false;
  return (chunk) => {
    let first = 0;
    let last = 0;
    let quote = chunk.indexOf(QUOTE);
    let feed = chunk.indexOf(LINE_FEED);
    while (feed >= 0) {
      if (quote >= 0 && quote < feed) {
        isQuoted = !isQuoted;
        quote = chunk.indexOf(QUOTE, quote + 1);
      } else {
        if (!isQuoted) {
          last = feed + 1;
          if (first === 0) first = last;
        }
        feed = chunk.indexOf(LINE_FEED, feed + 1);
      }
    }
    for (; quote >= 0; quote = chunk.indexOf(QUOTE, quote + 1)) isQuoted = !isQuoted;
    return { first, last };
  };
}
