import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import type { FakeService } from '../fake-service.test-helper.js';
import { REF, serveBlob, startService } from '../fake-service.test-helper.js';
import { thrownBy } from '../scripted-server.test-helper.js';
import type { Format } from '../wire.js';
import type { ReadTableOptions } from './read-table.js';

let service: FakeService;
afterEach(async () => await service.close());

interface Content {
  readonly headers: readonly (string | undefined)[];
  readonly chunks: readonly string[];
  readonly points: readonly ReadTableOptions['resume'][];
}

async function contentOf(format: Format, resume?: ReadTableOptions['resume']): Promise<Content> {
  const headers: (string | undefined)[] = [];
  const chunks: string[] = [];
  const points: ReadTableOptions['resume'][] = [];
  for await (const event of service.client.readTable(REF, { format }, { resume })) {
    if (event.type === 'object') headers.push(event.header?.toString());
    if (event.type !== 'chunk') continue;
    chunks.push(event.bytes.toString());
    points.push(event.pointAt(event.endOffset).job);
  }
  return { headers, chunks, points };
}

const CELL = `"${'two\nlines, '.repeat(30)}"`;
const CSV = Array.from({ length: 40_000 }, (_, id) => `${id},${CELL}\r\n`);

test('CSV chunks end behind records, the header comes apart, and a resumed read has it too', async () => {
  service = await startService();
  service.blobs.set('a', gzipSync(`key.id,value.text\r\n${CSV.join('')}`));
  const whole = await contentOf('csv');
  expect(whole.headers).toEqual(['key.id,value.text\r\n']);
  expect(whole.chunks.length).toBeGreaterThan(5);
  expect(whole.chunks.every((chunk) => chunk.endsWith('"\r\n') && /^\d+,"/.test(chunk))).toBe(true);
  expect(whole.chunks.join('')).toBe(CSV.join(''));
  const rest = await contentOf('csv', whole.points[2]);
  expect(rest.headers).toEqual(['key.id,value.text\r\n']);
  expect(whole.chunks.slice(0, 3).join('') + rest.chunks.join('')).toBe(CSV.join(''));
});

test('TSV has a header, also alone in a file', async () => {
  service = await startService();
  service.blobs.set('a', gzipSync('key.id\tvalue.x\n')).set('b', gzipSync('key.id\tvalue.x\n1\ta\\nb\n'));
  const { headers, chunks } = await contentOf('tsv');
  expect(headers).toEqual(['key.id\tvalue.x\n', 'key.id\tvalue.x\n']);
  expect(chunks).toEqual(['1\ta\\nb\n']);
});

test('Parquet passes as it is stored', async () => {
  service = await startService();
  service.blobs.set('a', Buffer.from('PAR1 anything at all PAR1'));
  expect((await contentOf('parquet')).chunks.join('')).toBe('PAR1 anything at all PAR1');
});

test.each([
  ['is cut', 'PAR1 anything'],
  ['is something else', '<html>'],
])('a Parquet file that %s is fetched again', async (_what, damaged) => {
  service = await startService();
  const sound = Buffer.from('PAR1 anything at all PAR1');
  service.blobs.set('a', sound);
  service.blobHandlers.set('a', (request, response, time) =>
    serveBlob(time < 3 ? Buffer.from(damaged) : sound, { ...request, headers: {} }, response),
  );
  const { chunks } = await contentOf('parquet');
  expect(chunks.join('').endsWith('PAR1')).toBe(true);
  service.blobHandlers.set('a', (request, response) => serveBlob(Buffer.from(damaged), request, response));
  expect(await thrownBy(contentOf('parquet'))).toMatchObject({ code: 'DAP_OBJECT_CORRUPT' });
});
