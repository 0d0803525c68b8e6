import { expect, test } from 'vitest';
import { errorsOf } from '../../../testing/index.js';
import {
  cursorPaginator,
  HttpApi,
  type HttpPage,
  linkHeaderPaginator,
  nextUrlPaginator,
  offsetPaginator,
  type Paginator,
  pageNumberPaginator,
} from '../../index.js';
import { ids, idsOf, LocalApi, Rows, readAll } from '../http-stream.test-helper.js';

const api = new LocalApi();

async function read(paginator: Paginator, Kind: new (api: HttpApi) => Rows = Rows) {
  const run = await readAll([new Kind(new HttpApi({ urlBase: `${api.url}/v1`, paginator, maxAttempts: 1 }))]);
  return { ids: idsOf(run), error: errorsOf(run.messages)[0]?.message };
}

/** `total` rows, as many as asked for, but never more than `cap`. */
function listOf(total: number, cap = 100) {
  return (url: string, offset: (params: URLSearchParams, size: number) => number, sizeName: string) => {
    const params = new URL(url, 'http://h').searchParams;
    const size = Math.min(Number(params.get(sizeName) ?? cap), cap);
    const all = Array.from({ length: total }, (_, id) => ({ id }));
    return all.slice(offset(params, size), offset(params, size) + size);
  };
}

const byOffset = (params: URLSearchParams) => Number(params.get('offset'));

test.each([1, 2, 3, 5])(
  'an offset loses nothing where the API gives at most %i of the five it is asked for',
  async (cap) => {
    api.answer = ({ url }) => [200, listOf(7, cap)(url, byOffset, 'limit')];
    expect((await read(offsetPaginator({ size: 5 }))).ids).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(api.asked[0]).toBe('/v1/rows?limit=5&offset=0');
  },
);

test('an API that takes no notice of the size is read once', async () => {
  api.answer = ({ url }) => [200, byOffset(new URL(url, api.url).searchParams) === 0 ? ids(1, 2, 3) : []];
  expect((await read(offsetPaginator({ size: 2 }))).ids).toEqual([1, 2, 3]);
  expect(api.asked).toEqual(['/v1/rows?limit=2&offset=0', '/v1/rows?limit=2&offset=3']);
});

test('rules that see the end save the request for an empty page', async () => {
  api.answer = ({ url }) => [200, { rows: listOf(4)(url, byOffset, 'n'), count: 4 }, { 'x-total': '4' }];
  const places = { size: 2, limit: 'n' };
  for (const stop of [{ total: 'count' }, { totalHeader: 'X-Total' }]) {
    api.seen.length = 0;
    expect((await read(offsetPaginator({ ...places, stop: [stop] }))).ids).toEqual([0, 1, 2, 3]);
    expect(api.asked).toEqual(['/v1/rows?n=2&offset=0', '/v1/rows?n=2&offset=2']);
  }
  api.answer = ({ url }) => [200, listOf(3)(url, byOffset, 'n')];
  api.seen.length = 0;
  expect((await read(offsetPaginator({ ...places, stop: ['short-page'] }))).ids).toEqual([0, 1, 2]);
  expect(api.asked).toHaveLength(2);
  const custom = offsetPaginator({ ...places, stop: [({ recordsSoFar }) => recordsSoFar >= 2] });
  expect((await read(custom)).ids).toEqual([0, 1]);
});

test('a total that is not there is an error, not the end', async () => {
  api.answer = () => [200, { rows: ids(1) }];
  const { error } = await read(offsetPaginator({ size: 1, stop: [{ total: 'meta.count' }] }));
  expect(error).toContain('has no count at meta.count');
});

test('pages have numbers from where the API begins, and their count or a last one', async () => {
  api.answer = ({ url }) => {
    const page = Number(new URL(url, api.url).searchParams.get('p'));
    return [200, { rows: page < 3 ? ids(page) : [], pages: 3 }];
  };
  expect((await read(pageNumberPaginator({ start: 0, page: 'p' }))).ids).toEqual([0, 1, 2]);
  expect(api.asked).toHaveLength(4);
  api.seen.length = 0;
  const counted = pageNumberPaginator({ start: 0, page: 'p', size: 7, sendsFirst: false, stop: [{ pages: 'pages' }] });
  expect((await read(counted)).ids).toEqual([0, 1, 2]);
  expect(api.asked).toEqual(['/v1/rows?per_page=7', '/v1/rows?per_page=7&p=1', '/v1/rows?per_page=7&p=2']);
});

test('an empty page is the end, unless the API says that more will come', async () => {
  const pages = [ids(1), [], ids(2)];
  api.answer = ({ url }) => {
    const page = Number(new URL(url, api.url).searchParams.get('page'));
    return [200, { rows: pages[page - 1] ?? [], more: page < 3 }];
  };
  expect((await read(pageNumberPaginator())).ids).toEqual([1]);
  expect((await read(pageNumberPaginator({ stop: [{ hasMore: 'more' }] }))).ids).toEqual([1, 2]);
});

test('records are counted by the body where the stream yields fewer', async () => {
  api.answer = ({ url }) => [200, { rows: listOf(4)(url, byOffset, 'limit') }];
  class Even extends Rows {
    override parseResponse(answer: HttpPage) {
      return super.parseResponse(answer).filter(({ id }) => id % 2 === 0);
    }
  }
  const paginator = offsetPaginator({ size: 2, records: 'rows', stop: ['short-page'] });
  expect((await read(paginator, Even)).ids).toEqual([0, 2]);
  expect(api.asked).toHaveLength(3);
});

test.each(['""', 'null', 'false', undefined])('a token that is %s is the end', async (end) => {
  const next = end === undefined ? '' : `,"next":${end}`;
  api.answer = ({ url }) => [
    200,
    url.includes('cursor=b') ? `{"rows":[{"id":2}]${next}}` : '{"rows":[{"id":1}],"next":"b"}',
  ];
  expect((await read(cursorPaginator({ next: { body: 'next' } }))).ids).toEqual([1, 2]);
  expect(api.asked).toEqual(['/v1/rows', '/v1/rows?cursor=b']);
});

test('an empty or null page that nextPage gives is the end too', async () => {
  for (const end of ['', null]) {
    api.seen.length = 0;
    class Ends extends Rows<string> {
      override nextPage() {
        return end;
      }
    }
    api.answer = () => [200, ids(1)];
    await readAll([new Ends(new HttpApi({ urlBase: api.url }))]);
    expect(api.asked).toHaveLength(1);
  }
});

test.each([
  ['a parameter', 'after', '/v1/rows?size=2&after=a%2Fb', undefined, ''],
  ['a header', { header: 'X-Next' }, '/v1/rows?size=2', 'a/b', ''],
  ['the path', { path: '{path}/after/{value}' }, '/v1/rows/after/a%2Fb?size=2', undefined, ''],
  [
    'the JSON body',
    { json: 'page.after' },
    '/v1/rows?size=2',
    undefined,
    '{"sort":"id","page":{"size":9,"after":"a/b"}}',
  ],
])('a token travels in %s', async (_title, token, url, header, body) => {
  class Search extends Rows {
    override readonly httpMethod = 'POST';
    override requestJson() {
      return body === '' ? undefined : { sort: 'id', page: { size: 9 } };
    }
  }
  api.answer = () => (api.seen.length === 1 ? [200, ids(1), { 'x-next': 'a/b' }] : [200, ids(2)]);
  const paginator = cursorPaginator({ next: { header: 'X-Next' }, token, size: 2, limit: 'size' });
  expect((await read(paginator, Search)).ids).toEqual([1, 2]);
  expect(api.seen[1]).toMatchObject({ url, body });
  expect(api.seen[1]?.headers['x-next']).toBe(header);
});

test('the key of the last record is the token, until the API says that there is no more', async () => {
  api.answer = ({ url }) => [200, { rows: url.includes('=2') ? ids(3, 4) : ids(1, 2), has_more: !url.includes('=2') }];
  const paginator = cursorPaginator({
    next: { body: 'rows.-1.id' },
    token: 'starting_after',
    stop: [{ hasMore: 'has_more' }],
  });
  expect((await read(paginator)).ids).toEqual([1, 2, 3, 4]);
});

test('large integers stay exact as tokens', async () => {
  api.answer = () =>
    api.seen.length === 1 ? [200, '{"rows":[{"id":1}],"next":9007199254740993}'] : [200, { rows: ids(2) }];
  await read(cursorPaginator({ next: { body: 'next' } }));
  expect(api.asked[1]).toBe('/v1/rows?cursor=9007199254740993');
});

test('all lines of the Link header are read', async () => {
  const last = (name: string) => `<${api.url}/v1/rows?page=9>; rel="${name}"`;
  api.answer = ({ url }) =>
    url.includes('page=2')
      ? [200, ids(2), { link: [last('last')] }]
      : [200, ids(1), { link: [last('last'), '</v1/rows?page=2>; title="a, <b>; rel=next"; rel="prefetch next"'] }];
  expect((await read(linkHeaderPaginator({ size: 1 }))).ids).toEqual([1, 2]);
  expect(api.asked).toEqual(['/v1/rows?limit=1', '/v1/rows?page=2']);
});

test.each([
  ['absolute', () => `${api.url}/v2/more?c=%2F&x=1`, '/v2/more?c=%2F&x=1'],
  ['relative to the root', () => '/v2/more?c=1', '/v2/more?c=1'],
  ['only a query', () => '?c=1', '/v1/rows?c=1'],
  ['a name beside the last part', () => 'more', '/v1/more'],
])('a next URL that is %s leads on as it is', async (_title, next, url) => {
  class Filtered extends Rows {
    override requestParams() {
      return { filter: 'all', page: 1 };
    }
  }
  api.answer = () => [200, api.seen.length === 1 ? { rows: ids(1), paging: { next: next() } } : { rows: ids(2) }];
  const paginator = nextUrlPaginator({ next: { body: 'paging.next' } });
  expect((await read(paginator, Filtered)).ids).toEqual([1, 2]);
  expect(api.asked).toEqual(['/v1/rows?filter=all&page=1', url]);
});

test('parameters that a next URL lacks are added if wanted, and it keeps its own', async () => {
  class Filtered extends Rows {
    override requestParams() {
      return { filter: 'all', page: 1 };
    }
  }
  api.answer = () => [200, api.seen.length === 1 ? { rows: ids(1), next: '?page=2' } : { rows: ids(2) }];
  await read(nextUrlPaginator({ next: { body: 'next' }, addsMissingParams: true }), Filtered);
  expect(api.asked[1]).toBe('/v1/rows?page=2&filter=all');
});

test('a next URL of another scheme is an error', async () => {
  api.answer = () => [200, { rows: ids(1), next: 'file:///etc/passwd' }];
  expect((await read(nextUrlPaginator({ next: { body: 'next' } }))).error).toContain('not an http or https URL');
});
