import { expect, test } from 'vitest';
import { LineSplitter } from './line-splitter.js';

function split(chunks: readonly string[], maxBytes: number): string[] {
  const found: string[] = [];
  const splitter = new LineSplitter(
    { line: (bytes) => void found.push(bytes.toString()), tooLong: () => void found.push('too long') },
    maxBytes,
  );
  for (const chunk of chunks) splitter.add(Buffer.from(chunk));
  splitter.end();
  return found;
}

test.each([
  ['whole lines', ['a\nb\n'], ['a', 'b']],
  ['a line over several chunks', ['a', 'b', 'c\nd'], ['abc', 'd']],
  ['empty lines', ['\n\na\n'], ['', '', 'a']],
  ['a line that is too long', ['12345', '6789', '0\nok\n'], ['too long', 'ok']],
  ['a last line that is too long', ['123456789'], ['too long']],
  ['a line of just the size', ['12345678\n'], ['12345678']],
])('%s are cut', (_title, chunks, expected) => {
  expect(split(chunks, 8)).toEqual(expected);
});
