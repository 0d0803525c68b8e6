import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { linesOf, outputOf } from './line-file.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'line-file-'));
});
afterAll(async () => await rm(folder, { recursive: true }));

async function write(text: string): Promise<string> {
  const path = join(folder, 'lines');
  await writeFile(path, text);
  return path;
}

test.each<[string, string, string[]]>([
  ['nothing', '', []],
  ['a last line without its end', 'a\nb', ['a', 'b']],
  ['empty lines', '\na\n\n', ['', 'a', '']],
  ['letters of several bytes', 'ä\n€€\n𝄞', ['ä', '€€', '𝄞']],
])('lines of %s', async (_title, text, expected) => {
  expect([...linesOf(await write(text))]).toEqual(expected);
});

test('lines that are longer than a piece of the file come whole, as often as they are asked for', async () => {
  const long = '€'.repeat(200_000);
  const lines = linesOf(await write(`${long}\nshort\n${long}`));
  expect([...lines]).toEqual([long, 'short', long]);
  expect([...lines]).toHaveLength(3);
});

test('a loop that is left early leaves the file closed', async () => {
  const lines = linesOf(await write('a\nb\nc\n'));
  for (const line of lines) if (line === 'a') break;
  expect([...lines]).toEqual(['a', 'b', 'c']);
});

test('a large output is parsed at each pass instead of being kept', async () => {
  const log = (index: number) => `{"type":"LOG","log":{"level":"INFO","message":"${index} ${'x'.repeat(200)}"}}\n`;
  const path = await write(Array.from({ length: 12_000 }, (_, index) => log(index)).join(''));
  const output = outputOf(path);
  expect(Array.isArray(output)).toBe(false);
  for (let pass = 0; pass < 2; pass += 1) {
    let count = 0;
    for (const { number, message } of output) {
      count += 1;
      expect(number).toBe(count);
      expect(message?.type).toBe('LOG');
    }
    expect(count).toBe(12_000);
  }
});
