import { expect, test } from 'vitest';
import { errorsOf } from '../../testing/index.js';
import { HttpApi, type HttpApiOptions, linkHeaderPaginator, nextUrlPaginator } from '../index.js';
import { ids, idsOf, LocalApi, Rows, readAll } from './http-stream.test-helper.js';

const api = new LocalApi();
const other = new LocalApi();

/** Reads a stream whose second page is of another origin. */
async function read(stream: new (api: HttpApi) => Rows, options: Partial<HttpApiOptions>) {
  api.answer = () => [200, { rows: ids(1), next: `${other.url}/rows?page=2` }];
  other.answer = () => [200, { rows: ids(2) }];
  const paginator = nextUrlPaginator({ next: { body: 'next' } });
  const run = await readAll([new stream(new HttpApi({ urlBase: api.url, paginator, maxAttempts: 1, ...options }))]);
  return { ids: idsOf(run), error: errorsOf(run.messages)[0]?.message };
}

const completing = { paginator: nextUrlPaginator({ next: { body: 'next' }, addsMissingParams: true }) };

class Keyed extends Rows {
  override requestParams() {
    return { api_key: 'sesame' };
  }
}

class Posting extends Rows {
  override readonly httpMethod = 'POST';
  override requestJson() {
    return { client_secret: 'sesame' };
  }
}

test.each<[string, new (api: HttpApi) => Rows, Partial<HttpApiOptions>]>([
  ['the parameters of the API', Rows, { params: { api_key: 'sesame' } }],
  ['those of the stream', Keyed, {}],
])('a next page of another origin does not get %s, nor is it read without them', async (_what, stream, options) => {
  const { ids: read_, error } = await read(stream, { ...completing, ...options });
  expect(other.asked).toEqual([]);
  expect(read_).toEqual([1]);
  expect(error).toContain(`${other.url}/rows is of another origin, which must not get the parameters of the stream`);
  expect(error).toContain('credentialOrigins');
});

test('a next page of another origin that needs nothing of the stream is read', async () => {
  expect((await read(Keyed, {})).ids).toEqual([1, 2]);
  expect(other.asked).toEqual(['/rows?page=2']);
  expect((await read(Rows, completing)).ids).toEqual([1, 2]);
});

test('a next page of another origin does not get the body of the stream', async () => {
  const { ids: read_, error } = await read(Posting, {});
  expect(other.seen).toEqual([]);
  expect(read_).toEqual([1]);
  expect(error).toContain(`${other.url}/rows is of another origin, which must not get the body of the request`);
  expect(error).not.toContain('sesame');
});

test('an origin that the connector names gets parameters and bodies', async () => {
  const named = { credentialOrigins: [other.url] };
  expect((await read(Keyed, { ...completing, ...named, headers: { 'x-key': 'k' } })).ids).toEqual([1, 2]);
  expect((await read(Posting, named)).ids).toEqual([1, 2]);
  expect(other.seen.map(({ url, body }) => [url, body])).toEqual([
    ['/rows?page=2&api_key=sesame', ''],
    ['/rows?page=2', '{"client_secret":"sesame"}'],
  ]);
  expect(other.seen[0]?.headers['x-key']).toBe('k');
});

class Linked extends Rows {
  override path() {
    return `${other.url}/signed?signature=1`;
  }
}

class LinkedKeyed extends Linked {
  override requestParams() {
    return { api_key: 'sesame' };
  }
}

test('a path that is a URL of another origin is asked as it is', async () => {
  const paginator = linkHeaderPaginator();
  expect((await read(Linked, { params: { api_key: 'sesame' }, headers: { 'x-key': 'k' }, paginator })).ids).toEqual([
    2,
  ]);
  expect(other.asked).toEqual(['/signed?signature=1']);
  expect(other.seen[0]?.headers['x-key']).toBeUndefined();
  expect((await read(LinkedKeyed, { paginator })).error).toContain('must not get the parameters of the stream');
  expect(other.seen).toHaveLength(1);
});
