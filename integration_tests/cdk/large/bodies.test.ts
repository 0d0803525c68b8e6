import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGzip } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogOf, recordsOf, runConnector } from '../../../src/testing/index.js';

const PROGRAM = fileURLToPath(new URL('../sample-sources/bulk-source.mjs', import.meta.url));
const ROWS = 1_000_000;
const ROWS_A_CHUNK = 1_000;
/** With its number and names, a row of JSON or CSV has 200 bytes and more: 200 MB in all. */
const TEXT = 'x'.repeat(200);
const HEAP_MB = 64;
/** A fraction of a body. Node itself takes 60 MiB, buffers and the heap the rest. */
const MAX_RSS_KB = 190 * 1024;

function* jsonBody(): Generator<string> {
  yield '{"data":{"rows":[{"id":0,"text":"first"}';
  for (const rows of chunks((id) => `,{"id":${id},"text":"${TEXT}"}`)) yield rows;
  yield ']}}';
}

function* csvBody(): Generator<string> {
  yield 'id,text\n0,first\n';
  yield* chunks((id) => `${id},"${TEXT}"\n`);
}

function* chunks(row: (id: number) => string): Generator<string> {
  for (let id = 1; id <= ROWS; id += ROWS_A_CHUNK) {
    yield Array.from({ length: ROWS_A_CHUNK }, (_, index) => row(id + index)).join('');
  }
}

let server: Server;
let folder = '';
let config = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    const body = Readable.from(request.url === '/json' ? jsonBody() : csvBody());
    const sent =
      request.url === '/gzip' ? pipeline(body, createGzip({ level: 1 }), response) : pipeline(body, response);
    sent.catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  folder = await mkdtemp(join(tmpdir(), 'bulk-'));
  config = join(folder, 'config.json');
  await writeFile(config, JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

test.each(['json', 'csv', 'gzip'])('a body of 200 MB by the decoder %s stays in bounded memory', async (stream) => {
  const command = [process.execPath, `--max-old-space-size=${HEAP_MB}`, PROGRAM];
  const { messages } = await runConnector({ command, args: ['discover', '--config', config] });
  const catalog = join(folder, `${stream}.json`);
  await writeFile(catalog, JSON.stringify(catalogOf(messages, { syncMode: 'full_refresh', streams: [stream] })));
  const args = ['read', '--config', config, '--catalog', catalog];
  const run = await runConnector({ command, args, timeoutMs: 110_000 });
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  // The last row too, so the whole body was read.
  expect(recordsOf(run.messages).map(({ data }) => Number(data['id']))).toEqual(
    Array.from({ length: 11 }, (_, index) => index * 100_000),
  );
  if (run.peakRssKb !== undefined) expect(run.peakRssKb).toBeLessThan(MAX_RSS_KB);
});
