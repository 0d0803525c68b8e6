import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { errorsOf, logsOf } from '../../../testing/index.js';
import { SkippingClock } from '../../../util/clock.test-helper.js';
import { HttpApi } from '../../index.js';
import { idsOf, readAll } from '../http-stream.test-helper.js';
import { Exports, jsonLines } from './jobs.test-helper.js';

type SendFile = (response: ServerResponse) => void;

let server: Server;
let url = '';
/** How the requests for the file are answered, in turn; the last one stays. */
let files: SendFile[] = [];
let asked: string[] = [];
/** Called when a record has been read. */
let onRecord: (id: number) => void;

class Watched extends Exports {
  override recordFilter({ id }: { id: number }): boolean {
    onRecord(id);
    return true;
  }
}

/** Begins a file, and breaks the connection when its last record was read. */
const breakAfter =
  (ids: readonly number[], headers: Record<string, string>): SendFile =>
  (response) => {
    onRecord = (id) => {
      if (id === ids.at(-1)) response.destroy();
    };
    response.writeHead(200, headers).write(jsonLines(ids));
  };
const whole =
  (ids: readonly number[], headers: Record<string, string>): SendFile =>
  (response) => {
    response.writeHead(200, headers).end(jsonLines(ids));
  };
const refused: SendFile = (response) => {
  response.writeHead(403).end();
};
const TAG = { etag: '"v1"' };

beforeEach(async () => {
  asked = [];
  onRecord = () => undefined;
  server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(`${request.method} ${path}`);
    if (path.startsWith('/file')) (files.length > 1 ? files.shift() : files[0])?.(response);
    else response.end(JSON.stringify({ id: 1, status: 'done', files: [{ url: `/file?sig=${asked.length}` }] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const read = async (options: { maxAttempts?: number } = {}) =>
  await readAll([new Watched(new HttpApi({ urlBase: url, clock: new SkippingClock(), ...options }))]);

test('a result that breaks off is asked for again, and no record comes twice', async () => {
  files = [breakAfter([1, 2], TAG), breakAfter([1, 2, 3], TAG), whole([1, 2, 3, 4], TAG)];
  const run = await read();
  expect(errorsOf(run.messages)).toEqual([]);
  expect(idsOf(run)).toEqual([1, 2, 3, 4]);
  expect(asked.filter((request) => request.startsWith('GET /file'))).toHaveLength(3);
  expect(logsOf(run.messages, 'INFO').join()).toContain('Asking for it again');
});

test('a result that breaks off, and whose URL has expired since, is read on from a fresh one', async () => {
  files = [breakAfter([1, 2], TAG), refused, whole([1, 2, 3], TAG)];
  const run = await read();
  expect(errorsOf(run.messages)).toEqual([]);
  expect(idsOf(run)).toEqual([1, 2, 3]);
  expect(asked.map((request) => request.replace(/=\d+/, ''))).toEqual([
    'POST /exports',
    'GET /exports/1',
    'GET /file?sig',
    'GET /file?sig',
    'GET /exports/1',
    'GET /file?sig',
  ]);
  expect(new Set(asked.slice(2)).size).toBe(3);
});

test.each([
  ['has no entity tag', {}, {}, 'ended early, after 2 records'],
  ['has a weak tag', { etag: 'W/"v1"' }, { etag: 'W/"v1"' }, 'ended early, after 2 records'],
  ['is another one then', TAG, { etag: '"v2"' }, 'changed on the server'],
] as const)('a result that breaks off and %s fails the stream', async (_, first, second, message) => {
  files = [breakAfter([1, 2], first), whole([1, 2, 3], second)];
  const run = await read();
  expect(idsOf(run)).toEqual([1, 2]);
  expect(errorsOf(run.messages)[0]?.message).toContain(message);
});

test('a result that breaks off too often fails the stream', async () => {
  files = [breakAfter([1], TAG), breakAfter([1, 2], TAG), breakAfter([1, 2, 3], TAG), whole([1, 2, 3, 4], TAG)];
  const run = await read({ maxAttempts: 3 });
  expect(idsOf(run)).toEqual([1, 2, 3]);
  expect(errorsOf(run.messages)[0]?.message).toContain('ended early, after 3 records');
});
