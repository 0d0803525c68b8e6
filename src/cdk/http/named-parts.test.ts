import { expect, test } from 'vitest';
import { errorsOf } from '../../testing/index.js';
import {
  DatetimeCursor,
  HttpApi,
  HttpStream,
  listPartitions,
  nextUrlPaginator,
  type Paginator,
  TransformConfig,
  TypeTransformer,
} from '../index.js';
import { LocalApi, readAll } from './http-stream.test-helper.js';

const api = new LocalApi();

/** As short as a stream can be. */
class Books extends HttpStream<{ id: number; at: string }> {
  override readonly primaryKey = 'id';
  override async getJsonSchema() {
    return { type: 'object', properties: { id: { type: 'integer' }, at: { type: 'string' } } };
  }
}

/** Reads one stream of an API that has parameters, too. */
async function readWindows(Kind: new (api: HttpApi) => Books, paginator?: Paginator) {
  const shared = new HttpApi({
    urlBase: api.url,
    params: { locale: 'en', from: 'never' },
    ...(paginator === undefined ? {} : { paginator }),
  });
  const run = await readAll([new Kind(shared)]);
  expect(errorsOf(run.messages)).toEqual([]);
}

const WINDOW = { field: 'at', start: '2026-01-01', end: '2026-01-03', format: 'date', step: 'P2D' } as const;

test('a cursor names the parameters of its windows, after those of the API and before those of the stream', async () => {
  class Windows extends Books {
    override readonly cursor = new DatetimeCursor({ ...WINDOW, params: { start: 'from', end: 'to' } });
  }
  class Limited extends Books {
    override readonly cursor = new DatetimeCursor({ ...WINDOW, params: { start: 'from', end: 'to' } });
    override requestParams() {
      return { to: undefined, limit: 5 };
    }
  }
  class Since extends Books {
    override readonly cursor = new DatetimeCursor({ ...WINDOW, step: 'P9D', params: { start: 'since' } });
  }
  api.answer = () => [200, []];
  for (const Kind of [Windows, Limited, Since]) await readWindows(Kind);
  expect(api.asked).toEqual([
    '/windows?locale=en&from=2026-01-01&to=2026-01-02',
    '/windows?locale=en&from=2026-01-03&to=2026-01-03',
    '/limited?locale=en&from=2026-01-01&limit=5',
    '/limited?locale=en&from=2026-01-03&limit=5',
    '/since?locale=en&from=never&since=2026-01-01',
  ]);
});

test('the URL of a next page keeps what the API wrote into it', async () => {
  class Windows extends Books {
    override readonly records = 'rows';
    override readonly cursor = new DatetimeCursor({ ...WINDOW, step: 'P9D', params: { start: 'from', end: 'to' } });
  }
  const next = '/windows?page=2';
  api.answer = ({ url }) => [200, url === next ? { rows: [] } : { rows: [{ id: 1, at: '2026-01-02' }], next }];
  await readWindows(Windows, nextUrlPaginator({ next: { body: 'next' } }));
  expect(api.asked).toEqual(['/windows?locale=en&from=2026-01-01&to=2026-01-03', next]);
});

test.each([
  [{ room: 'a/b ?', floor: 2 }, '/floors/2/rooms/a%2Fb%20%3F/books'],
  [{ room: 'Zoë', floor: 9007199254740993n }, '/floors/9007199254740993/rooms/Zo%C3%AB/books'],
])('a path takes the fields of a slice, escaped', async (partition, url) => {
  class Placed extends Books {
    override readonly pathTemplate = 'floors/{floor}/rooms/{room}/books';
    override readonly partitions = listPartitions([partition]);
  }
  api.answer = () => [200, []];
  expect(errorsOf((await readAll([new Placed(new HttpApi({ urlBase: api.url }))])).messages)).toEqual([]);
  expect(api.asked).toEqual([url]);
});

test.each([
  [{ floor: 1 }, 'its slice has no room'],
  [{ room: '..' }, 'room of a slice cannot be a part of a path'],
  [{ room: '' }, 'room of a slice cannot be a part of a path'],
  [{ room: ['4711'] }, 'room of a slice cannot be a part of a path'],
])('a path without a usable field is an error, and nothing is asked: %j', async (partition, message) => {
  class Placed extends Books {
    override readonly pathTemplate = 'rooms/{room}/books';
    override readonly partitions = listPartitions([partition as Record<string, string>]);
  }
  const run = await readAll([new Placed(new HttpApi({ urlBase: api.url }))]);
  expect(errorsOf(run.messages)[0]?.message).toContain(
    `Stream placed has the path "rooms/{room}/books", but ${message}.`,
  );
  expect(api.asked).toEqual([]);
});

test('options of a transformer alone are those of the default casts', async () => {
  const given = new TypeTransformer(TransformConfig.DefaultSchemaNormalization);
  const cast = (transformer?: HttpApi['options']['transformer']) => {
    const record = { id: '7' };
    const shared = new HttpApi({ urlBase: api.url, ...(transformer === undefined ? {} : { transformer }) });
    new Books(shared).transformer.transform(record, { type: 'object', properties: { id: { type: 'integer' } } });
    return record.id;
  };
  expect([cast(), cast({}), cast({ strict: true }), cast(given)]).toEqual(['7', 7, 7, 7]);
  expect(new Books(new HttpApi({ urlBase: api.url, transformer: given })).transformer).toBe(given);
});
