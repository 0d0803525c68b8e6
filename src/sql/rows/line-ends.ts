import { isUtf8 } from 'node:buffer';
import { LINE_FEED } from './ascii.js';

/** The last line of a file may lack its end, and the checks rely on it. */
export function endingWithLineFeed(lines: Buffer): Buffer {
  const isComplete = lines.length === 0 || lines[lines.length - 1] === LINE_FEED;
  return isComplete ? lines : Buffer.concat([lines, Buffer.of(LINE_FEED)]);
}

/** Where the first line begins that is not UTF-8 text. */
export function startOfBadLine(bytes: Buffer): number {
  let start = 0;
  while (start < bytes.length) {
    const end = bytes.indexOf(LINE_FEED, start) + 1;
    if (!isUtf8(bytes.subarray(start, end))) break;
    start = end;
  }
  return start;
}
