import { expect, test } from 'vitest';
import { errorsOf } from '../../../testing/index.js';
import { HttpApi, type HttpContext } from '../../index.js';
import { HttpPage } from '../http-page.js';
import { ids, idsOf, LocalApi, Rows, readAll } from '../http-stream.test-helper.js';
import { PageGuard } from './page-guard.js';

const api = new LocalApi();

async function read(stream: Rows<never> | Rows<string> | Rows<number> | Rows<boolean>) {
  const run = await readAll([stream]);
  return { ids: idsOf(run), error: errorsOf(run.messages)[0]?.message };
}

/** Pages by a token that `next` gives. */
class Tokens extends Rows<string> {
  readonly #next: (page: string | undefined) => string | undefined;
  constructor(next: (page: string | undefined) => string | undefined) {
    super(new HttpApi({ urlBase: api.url }));
    this.#next = next;
  }
  override get name() {
    return 'tokens';
  }
  override requestParams({ page }: HttpContext<string>) {
    return { page };
  }
  override nextPage(_answer: HttpPage, page: string | undefined) {
    return this.#next(page);
  }
}

test.each([1, 2, 5])('a circle of %i pages ends at the first page that is read again', async (length) => {
  api.answer = () => [200, ids(api.seen.length)];
  const stream = new Tokens((page) => `p${(Number(page?.slice(1) ?? -1) + 1) % length}`);
  const { ids: read_, error } = await read(stream);
  expect(read_).toHaveLength(length + 1);
  expect(error).toContain(`Stream tokens: the page p0 of GET`);
  expect(error).toContain('was read before');
});

test('a page that the API takes no notice of ends when its records come again', async () => {
  api.answer = () => [200, ids(1, 2)];
  const { ids: read_, error } = await read(new Tokens((page) => `${Number(page ?? 1) + 1}`));
  expect(read_).toEqual([1, 2]);
  expect(error).toContain('the page 2 of GET');
  expect(error).toContain('byte for byte');
});

test('an API that repeats itself may, if the stream says so', async () => {
  api.answer = () => [200, ids(1)];
  class Repeats extends Tokens {
    override readonly allowsEqualPages = true;
  }
  expect(await read(new Repeats((page) => (page === 'c' ? undefined : page === 'b' ? 'c' : 'b')))).toEqual({
    ids: [1, 1, 1],
    error: undefined,
  });
});

test('empty pages in a row are no circle, nor is asking again for one until it is filled', async () => {
  api.answer = ({ url }) => [200, api.seen.length < 9 || url.includes('last') ? [] : ids(7)];
  const stream = new Tokens((page) => {
    if (api.seen.length < 4) return `t${api.seen.length}`;
    if (api.seen.length < 9) return 'poll';
    return page === 'poll' ? 'last' : undefined;
  });
  expect(await read(stream)).toEqual({ ids: [7], error: undefined });
  expect(api.asked.filter((url) => url.includes('poll'))).toHaveLength(5);
});

test('answers without records do not go on for ever', async () => {
  api.answer = () => [200, []];
  class Patient extends Tokens {
    override readonly maxEmptyPages = 20;
  }
  const { error } = await read(new Patient(() => 'same'));
  expect(error).toContain('21 answers in a row had no records');
  expect(api.seen).toHaveLength(21);
});

test('a stream that keeps its position itself is known by its requests', async () => {
  let position = 0;
  class Keeps extends Rows<boolean> {
    override requestParams() {
      return { after: position };
    }
    override nextPage() {
      position = Math.min(position + 1, 3);
      return true;
    }
  }
  api.answer = () => [200, ids(api.seen.length)];
  const { ids: read_, error } = await read(new Keeps(new HttpApi({ urlBase: api.url })));
  expect(read_).toEqual([1, 2, 3, 4]);
  expect(error).toContain('the page true of GET');
});

test('a token is named in the error as far as nobody can use it', async () => {
  api.answer = () => [200, ids(api.seen.length)];
  const token = 'eyJhbGciOiJIUzI1NiJ9.c2VjcmV0LXRva2Vu.c2lnbmF0dXJl';
  const { error } = await read(new Tokens(() => token));
  expect(error).toContain('eyJhbGciOiJI… (50 characters)');
  expect(error).not.toContain(token);
});

/** Asks for pages of a circle that begins after `head` pages; gives how many were asked until the guard ends it. */
function pagesUntilCaught(head: number, length: number): number {
  const guard = new PageGuard({ stream: 's', allowsEqualPages: true, maxEmptyPages: 1000 });
  const request = { method: 'GET', url: 'http://h/', label: 'GET h/' } as const;
  const answer = new HttpPage(200, '[1]', 'GET h/', () => undefined);
  for (let asked = 0; ; asked += 1) {
    const page = asked < head ? asked : head + ((asked - head) % length);
    try {
      guard.ask(`page ${page}`, request);
    } catch {
      return asked;
    }
    guard.answered(page, answer);
    guard.counted(page, 1, answer.label);
  }
}

test('circles are found however many pages were read before, with bounded memory', { timeout: 60_000 }, () => {
  expect(pagesUntilCaught(0, 90_000)).toBe(90_000);
  expect(pagesUntilCaught(120_000, 1)).toBeLessThan(500_000);
  expect(pagesUntilCaught(120_000, 7_000)).toBeLessThan(500_000);
});
