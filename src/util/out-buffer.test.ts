import { expect, test } from 'vitest';
import { OutBuffer } from './out-buffer.js';

test('it holds whatever is appended, however long', () => {
  const out = new OutBuffer(4);
  const source = Buffer.from('x'.repeat(1000));
  for (const length of [0, 1, 63, 64, 65, 1000]) {
    out.clear();
    out.reserve(length + 2);
    out.push(97);
    out.append(source, 0, length);
    out.push(98);
    expect(out.written.toString()).toBe(`a${'x'.repeat(length)}b`);
  }
});

test('after a very large content the memory is given back, after a usual one it is kept', () => {
  const out = new OutBuffer(1024);
  const usual = out.written.buffer;
  out.clear();
  expect(out.written.buffer).toBe(usual);
  out.reserve(100_000);
  expect(out.written.buffer.byteLength).toBeGreaterThanOrEqual(100_000);
  out.clear();
  expect(out.written.buffer.byteLength).toBe(1024);
});
