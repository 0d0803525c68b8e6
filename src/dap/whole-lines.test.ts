import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineCutter, wholeLines } from './whole-lines.js';

async function* chunksOf(...texts: readonly string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

async function cut(texts: readonly string[], minChunkBytes = 1): Promise<string[]> {
  const out: string[] = [];
  for await (const lines of wholeLines(chunksOf(...texts), { minChunkBytes })) out.push(lines.toString());
  return out;
}

test('any cuts give the same bytes, each chunk ending with a line feed', async () => {
  const pieces = fc.array(fc.stringMatching(/^[ab\n]{0,6}$/), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(pieces, fc.constantFrom(1, 8, 40, 100_000), async (texts, minChunkBytes) => {
      const whole = texts.join('');
      const out = await cut(texts, minChunkBytes);
      expect(out.join('')).toBe(whole === '' || whole.endsWith('\n') ? whole : `${whole}\n`);
      expect(out.every((lines) => lines.endsWith('\n'))).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('small pieces are gathered, large ones travel uncopied', () => {
  const cutter = new LineCutter({ minChunkBytes: 400 });
  expect([...cutter.push(Buffer.from('a\nb\n'))]).toEqual([]);
  const large = Buffer.from(`${'x'.repeat(500)}\nrest`);
  const [small, big] = [...cutter.push(large)];
  expect(small?.toString()).toBe('a\nb\n');
  expect(big?.buffer).toBe(large.buffer);
  expect([...cutter.flush()].map(String)).toEqual(['rest\n']);
});

test('bytes handed out are counted as the input has them', () => {
  const cutter = new LineCutter({ minChunkBytes: 4 });
  const counts = [...cutter.push(Buffer.from('abc\nde'))].map(() => cutter.handedOutBytes);
  expect([...counts, ...[...cutter.flush()].map(() => cutter.handedOutBytes)]).toEqual([4, 6]);
});

test('a line that is too long is refused', async () => {
  const work = async () => {
    for await (const _ of wholeLines(chunksOf('abc', 'def', 'g\n'), { maxLineBytes: 5 }));
  };
  await expect(work()).rejects.toMatchObject({ code: 'DAP_ROW_INVALID', details: { maxLineBytes: 5 } });
});
