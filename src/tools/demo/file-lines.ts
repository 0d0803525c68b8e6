import { createReadStream } from 'node:fs';

const LINE_FEED = 10;
const PORTION = 1024 * 1024;

/** The lines of a file as bytes, each with its line feed; in portions, so that a large file stays on disk. */
export async function* fileLines(path: string): AsyncGenerator<Buffer[]> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: PORTION }) as AsyncIterable<Buffer>) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const lines: Buffer[] = [];
    let start = 0;
    for (let feed = bytes.indexOf(LINE_FEED); feed !== -1; feed = bytes.indexOf(LINE_FEED, start)) {
      lines.push(bytes.subarray(start, feed + 1));
      start = feed + 1;
    }
    rest = bytes.subarray(start);
    yield lines;
  }
  if (rest.length > 0) yield [rest];
}
