import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Framing } from './content-kind.js';
import { type CutterLimits, RecordCutter } from './record-cutter.js';

function cut(texts: readonly string[], framing: Framing = 'lines', limits: CutterLimits = {}): string[] {
  const cutter = new RecordCutter(framing, { minChunkBytes: 1, ...limits });
  const pieces = texts.flatMap((text) => [...cutter.push(Buffer.from(text))].map(String));
  return [...pieces, ...[...cutter.flush()].map(String)];
}

test('any cuts give the same bytes, each chunk ending with a line feed', async () => {
  const pieces = fc.array(fc.stringMatching(/^[ab\n]{0,6}$/), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(pieces, fc.constantFrom(1, 8, 40, 100_000), async (texts, minChunkBytes) => {
      const whole = texts.join('');
      const out = cut(texts, 'lines', { minChunkBytes });
      expect(out.join('')).toBe(whole === '' || whole.endsWith('\n') ? whole : `${whole}\n`);
      expect(out.every((lines) => lines.endsWith('\n'))).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('small pieces are gathered, large ones travel uncopied', () => {
  const cutter = new RecordCutter('lines', { minChunkBytes: 400 });
  expect([...cutter.push(Buffer.from('a\nb\n'))]).toEqual([]);
  const large = Buffer.from(`${'x'.repeat(500)}\nrest`);
  const [small, big] = [...cutter.push(large)];
  expect(small?.toString()).toBe('a\nb\n');
  expect(big?.buffer).toBe(large.buffer);
  expect([...cutter.flush()].map(String)).toEqual(['rest\n']);
});

test('bytes handed out are counted as the input has them', () => {
  const cutter = new RecordCutter('lines', { minChunkBytes: 4 });
  const counts = [...cutter.push(Buffer.from('abc\nde'))].map(() => cutter.handedOutBytes);
  expect([...counts, ...[...cutter.flush()].map(() => cutter.handedOutBytes)]).toEqual([4, 6]);
});

test('a record that is too long is refused', () => {
  expect(() => cut(['abc', 'def', 'g\n'], 'lines', { maxRecordBytes: 5 })).toThrow(
    expect.objectContaining({ code: 'DAP_ROW_INVALID', details: { recordBytes: 6, maxRecordBytes: 5 } }),
  );
});

test('without framing, bytes pass as they come', () => {
  expect(cut(['PAR1a\nb', 'c'], 'none')).toEqual(['PAR1a\nb', 'c']);
});

test('a line feed within a quoted CSV field ends no record, wherever the chunks are cut', () => {
  const text = 'id,text\r\n1,"two\nlines"\r\n2,"a ""quoted""\n\nword"\r\n3,plain\r\n';
  const records = ['id,text\r\n', '1,"two\nlines"\r\n', '2,"a ""quoted""\n\nword"\r\n', '3,plain\r\n'];
  const ends = new Set(records.map((_, index) => records.slice(0, index + 1).join('').length));
  for (let size = 1; size <= text.length; size += 1) {
    const chunks = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
    let at = 0;
    for (const piece of cut(chunks, 'csv-records')) {
      at += piece.length;
      expect(ends.has(at)).toBe(true);
    }
    expect(at).toBe(text.length);
  }
});
