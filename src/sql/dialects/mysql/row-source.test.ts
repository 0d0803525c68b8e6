import { expect, test } from 'vitest';
import { RowSource } from './row-source.js';

const failure = new Error('the server is gone');

test('sends what it was given, in chunks', async () => {
  const source = new RowSource(4);
  const sent: Buffer[] = [];
  source.on('data', (chunk: Buffer) => sent.push(chunk));
  await source.add(Buffer.from('abcdef'));
  await source.add(Buffer.from('gh'));
  await source.add(Buffer.from('i'));
  await source.finish();
  expect(sent.map(String)).toEqual(['abcd', 'efgh', 'i']);
});

test('nobody waits for a reader that is gone', async () => {
  const waiting = new RowSource(4);
  const added = waiting.add(Buffer.from('abcdef'));
  waiting.stop(failure);
  await expect(added).rejects.toBe(failure);

  const late = new RowSource(4);
  await late.add(Buffer.from('ab'));
  late.stop(failure);
  await expect(late.finish()).rejects.toBe(failure);
  await expect(late.add(Buffer.from('c'))).rejects.toBe(failure);
});
