import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import type { HttpRequest } from '../../../http/transport.js';
import { errorOf, startApi, type TestApi } from '../requester.test-helper.js';
import type { RequestPolicy } from '../requester-options.js';

const open: TestApi[] = [];
afterEach(async () => {
  for (const api of open.splice(0)) await api.close();
});

type Headers = Readonly<Record<string, string>>;

async function serve(body: string | Uint8Array, headers: Headers, status = 200): Promise<TestApi> {
  const api = await startApi((_request, response) => response.writeHead(status, headers).end(body));
  open.push(api);
  return api;
}

const get = (api: TestApi, method: HttpRequest['method'] = 'GET'): HttpRequest => ({
  method,
  url: `${api.origin}/rows?key=hidden`,
  label: `${method} api/rows`,
});

async function textOf(body: string | Uint8Array, headers: Headers, policy: Partial<RequestPolicy> = {}) {
  const api = await serve(body, headers);
  return (await api.requester({}, policy).fetch(get(api)))?.text;
}

async function refusalOf(body: string | Uint8Array, headers: Headers, policy: Partial<RequestPolicy> = {}) {
  return await errorOf(textOf(body, headers, policy));
}

const json = '{"name":"größe €"}';

test.each<[string, Uint8Array, string]>([
  ['gzip', gzipSync(json), 'gzip'],
  ['gzip in several members', Buffer.concat([gzipSync('{"name":'), gzipSync('"größe €"}')]), 'gzip'],
  ['x-gzip', gzipSync(json), 'X-GZip'],
  ['br', brotliCompressSync(json), 'br'],
  ['deflate with a header', deflateSync(json), 'deflate'],
  ['deflate without one', deflateRawSync(json), 'deflate'],
  ['two in a row', brotliCompressSync(gzipSync(json)), 'gzip, br'],
  ['identity', Buffer.from(json), 'identity'],
])('removes the content coding: %s', async (_title, body, coding) => {
  expect(await textOf(body, { 'content-encoding': coding })).toBe(json);
});

test('asks for the codings that it can remove, unless the stream asks for others', async () => {
  const api = await serve('[]', {});
  await api.requester().fetch(get(api));
  await api.requester().fetch({ ...get(api), headers: { 'accept-encoding': 'identity' } });
  expect(api.seen.map(({ headers }) => headers['accept-encoding'])).toEqual(['gzip, deflate, br', 'identity']);
});

test('an unknown coding fails at once, with what is known of the answer and without what it holds', async () => {
  const error = await refusalOf('student 4711', { 'content-encoding': 'zz', 'content-type': 'text/x' });
  expect(error.message).toBe(
    'The answer to GET api/rows (status 200, 12 bytes, text/x) has the content coding "zz", which cannot be decoded.',
  );
});

test.each([
  ['gzip', gzipSync(json).subarray(0, 20)],
  ['br', brotliCompressSync(json.repeat(9)).subarray(0, 12)],
  ['deflate', deflateSync(json).subarray(0, 12)],
  ['gzip', Buffer.from(json)],
])('a damaged body is asked for again, then fails: %s', async (coding, body) => {
  const api = await serve(body, { 'content-encoding': coding });
  const error = await errorOf(api.requester().fetch(get(api)));
  expect(error).toMatchObject({ code: 'CDK_HTTP_RESPONSE', failureType: 'transient_error' });
  expect(error.message).toContain(`is damaged: its ${coding} coding`);
  expect(api.seen).toHaveLength(3);
});

test('a small body that inflates beyond the limit is refused before it is held', async () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  const error = await refusalOf(bomb, { 'content-encoding': 'gzip' });
  expect(error.message).toContain("is larger than the stream's maxAnswerBytes, 1048576 bytes");
  const nested = await refusalOf(gzipSync(bomb), { 'content-encoding': 'gzip, gzip' });
  expect(nested.message).toContain('maxAnswerBytes');
});

test.each<[string, Uint8Array, string | undefined, string]>([
  ['UTF-8 by default', Buffer.from('é€'), undefined, 'é€'],
  ['UTF-8 with a mark', Buffer.from('\ufeffé€'), 'application/json', 'é€'],
  ['ISO-8859-1', Buffer.from('é', 'latin1'), 'text/plain; charset=ISO-8859-1', 'é'],
  ['windows-1252', Uint8Array.of(0x80, 0x99, 0xe9), 'text/csv;charset="Windows-1252"', '€™é'],
  ['UTF-16 little endian', Buffer.from('é€', 'utf16le'), 'text/plain; charset=utf-16le', 'é€'],
  ['UTF-16 big endian by its mark', Buffer.from('\ufeffé€', 'utf16le').swap16(), 'text/plain; charset=utf-16', 'é€'],
  ['Shift JIS', Uint8Array.of(0x83, 0x65), 'text/plain; charset=Shift_JIS', 'テ'],
  ['a mark that contradicts the header', Buffer.from('\ufeffé'), 'text/plain; charset=iso-8859-1', 'é'],
])('decodes %s', async (_title, body, contentType, text) => {
  expect(await textOf(body, contentType === undefined ? {} : { 'content-type': contentType })).toBe(text);
});

test('bytes that are not of the charset, and unknown charsets, are errors, which an option mends', async () => {
  const latin = Buffer.from('{"a":"é"}', 'latin1');
  expect((await refusalOf(latin, { 'content-type': 'application/json' })).message).toContain(
    'bytes that are not utf-8',
  );
  expect((await refusalOf('x', { 'content-type': 'text/x; charset=klingon' })).message).toContain('"klingon"');
  expect(await textOf(latin, { 'content-type': 'application/json' }, { charset: 'latin1' })).toBe('{"a":"é"}');
});

test.each([
  [204, 'GET'],
  [205, 'GET'],
  [200, 'HEAD'],
  [200, 'GET'],
] as const)('an empty answer of status %i to %s is empty, and its JSON says so', async (status, method) => {
  const api = await serve('', { 'content-encoding': 'gzip', 'content-type': 'application/json' }, status);
  const page = await api.requester().fetch(get(api, method));
  expect(page?.isEmpty).toBe(true);
  expect(() => page?.json()).toThrow(
    `The answer to ${method} api/rows (status ${status}, 0 bytes, application/json) is empty`,
  );
});

test('an error answer is judged by its status, however broken its body is', async () => {
  const api = await serve('not gzip', { 'content-encoding': 'gzip' }, 404);
  expect((await errorOf(api.requester().fetch(get(api)))).message).toBe('GET api/rows was answered with status 404.');
  const unknown = await serve(Buffer.from('{"message":"né"}', 'latin1'), { 'content-encoding': 'zz' }, 403);
  expect((await errorOf(unknown.requester().fetch(get(unknown)))).message).toContain('status 403');
  const packed = await serve(gzipSync('{"message":"no"}'), { 'content-encoding': 'gzip' }, 400);
  expect((await errorOf(packed.requester().fetch(get(packed)))).message).toContain('status 400: no.');
});
