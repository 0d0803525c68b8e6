import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { type ReceivedLine, readLine } from '../assertions/received-line.js';

const CHUNK_BYTES = 256 * 1024;
const LINE_FEED = 10;

/** Goes through the lines of a file, each time anew, holding one piece of it at a time. */
export function linesOf(path: string): Iterable<string> {
  return { [Symbol.iterator]: () => readFileLines(path) };
}

function* readFileLines(path: string): Generator<string> {
  const file = openSync(path, 'r');
  try {
    let rest: Buffer[] = [];
    for (let chunk = readChunk(file); chunk.length > 0; chunk = readChunk(file)) {
      let start = 0;
      for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
        yield toText([...rest, chunk.subarray(start, end)]);
        rest = [];
        start = end + 1;
      }
      if (start < chunk.length) rest.push(chunk.subarray(start));
    }
    if (rest.length > 0) yield toText(rest);
  } finally {
    closeSync(file);
  }
}

function readChunk(file: number): Buffer {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  return chunk.subarray(0, readSync(file, chunk));
}

function toText(parts: readonly Buffer[]): string {
  return Buffer.concat(parts).toString('utf8');
}

/** Up to this size what the lines say is kept; beyond, they are read and parsed at each pass. */
const KEPT_BYTES = 2 * 1024 * 1024;

/** The lines of an output and what they say; may be gone through again and again, however many there are. */
export function outputOf(path: string): Iterable<ReceivedLine> {
  const parsed = () => readOutput(path);
  return statSync(path).size <= KEPT_BYTES ? [...parsed()] : { [Symbol.iterator]: parsed };
}

function* readOutput(path: string): Generator<ReceivedLine> {
  let number = 0;
  for (const line of linesOf(path)) {
    number += 1;
    yield readLine(line, number);
  }
}
