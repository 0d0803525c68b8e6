import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { LineSplitter } from '../../util/line-splitter.js';
import { type ReceivedLine, readLine } from '../assertions/received-line.js';

const CHUNK_BYTES = 256 * 1024;

/** The lines of a file. Each iteration reads it again, one piece at a time. */
export function linesOf(path: string): Iterable<string> {
  return { [Symbol.iterator]: () => readFileLines(path) };
}

function* readFileLines(path: string): Generator<string> {
  const file = openSync(path, 'r');
  try {
    let lines: string[] = [];
    const splitter = new LineSplitter({ line: (bytes) => lines.push(bytes.toString('utf8')) });
    for (let chunk = readChunk(file); chunk.length > 0; chunk = readChunk(file)) {
      splitter.add(chunk);
      yield* lines;
      lines = [];
    }
    splitter.end();
    yield* lines;
  } finally {
    closeSync(file);
  }
}

function readChunk(file: number): Buffer {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  return chunk.subarray(0, readSync(file, chunk));
}

/** Up to this size what the lines say is kept; beyond, they are read and parsed at each pass. */
const KEPT_BYTES = 2 * 1024 * 1024;

/** The lines of an output and what they say; can be iterated repeatedly, however many there are. */
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
