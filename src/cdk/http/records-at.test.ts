import { expect, test } from 'vitest';
import { errorsOf } from '../../testing/index.js';
import {
  type AnswerPath,
  cursorPaginator,
  HttpApi,
  HttpStream,
  type Paginator,
  TransformConfig,
  TypeTransformer,
} from '../index.js';
import { ids, idsOf, LocalApi, readAll } from './http-stream.test-helper.js';

const api = new LocalApi();

interface Row {
  id: number;
  at: string;
}

/** As short as a stream can be. */
class Books extends HttpStream<Row> {
  override readonly primaryKey = 'id';
  override async getJsonSchema() {
    return { type: 'object', properties: { id: { type: 'integer' }, at: { type: 'string' } } };
  }
}

async function read(records?: AnswerPath, paginator?: Paginator) {
  const shared = new HttpApi({
    urlBase: api.url,
    transformer: new TypeTransformer(TransformConfig.DefaultSchemaNormalization),
    maxAttempts: 1,
    ...(records === undefined ? {} : { records }),
    ...(paginator === undefined ? {} : { paginator }),
  });
  const run = await readAll([new Books(shared)]);
  return { ids: idsOf(run), error: errorsOf(run.messages)[0]?.message };
}

const nested = {
  data: { items: ids(1, 2), none: [], unset: null },
  edges: [{ node: { id: 3 } }, { node: null }, { node: { id: 4 } }],
  groups: { a: { rows: ids(5) }, b: { rows: ids(6, 7) }, c: { rows: null } },
  by_id: { 8: { id: 8 } },
  'a.b': [{ id: 9 }],
  lists: [ids(10), ids(11)],
};

test.each<[AnswerPath | undefined, unknown, number[]]>([
  [undefined, ids(1, 2), [1, 2]],
  ['', ids(1), [1]],
  ['data.items', nested, [1, 2]],
  [['data', 'items'], nested, [1, 2]],
  ['data.none', nested, []],
  ['data.unset', nested, []],
  ['edges.*.node', nested, [3, 4]],
  ['groups.*.rows', nested, [5, 6, 7]],
  ['by_id.*', nested, [8]],
  [['a.b'], nested, [9]],
  ['lists.-1', nested, [11]],
  ['lists.*', nested, [10, 11]],
])('the path %j leads to the records', async (path, body, found) => {
  api.answer = () => [200, body];
  expect(await read(path)).toEqual({ ids: found, error: undefined });
  expect(api.asked).toEqual(['/books']);
});

test.each<[AnswerPath | undefined, unknown, string]>([
  [undefined, nested, 'is not a list: name the place of its records in `records`'],
  ['rows', { ok: false, rows_: ids(1) }, 'holds no list at rows: '],
  ['data.items', { errors: [{ message: 'Secret 4711' }], data: null }, 'holds no list at data.items: '],
  ['data', nested, 'holds no list at data: '],
  ['data.items.constructor', nested, 'holds no list at data.items.constructor: '],
  ['data.items.first', nested, 'holds no list at data.items.first: '],
  ['edges.*.nodes', nested, 'holds no list at edges.*.nodes: '],
  ['edges.*.node.rows', nested, 'holds no list at edges.*.node.rows: '],
  [['a.b', 'x'], nested, 'holds no list at a.b.x: '],
  [undefined, '"text"', 'is not a list: '],
  [undefined, [1, 2], 'holds records that are not objects.'],
  ['by_id.*.id', nested, 'holds records that are not objects.'],
  [undefined, '', 'is empty where JSON is expected'],
])('the path %j that leads to no records is an error that quotes nothing', async (path, body, message) => {
  api.answer = () => [200, body];
  const { ids: found, error } = await read(path);
  expect(error).toContain(message);
  expect(error).toContain('/books');
  expect(error).not.toContain('4711');
  expect(found).toEqual([]);
});

test.each([204, 205])('an answer %i has no records', async (status) => {
  api.answer = () => [status, ''];
  expect(await read('data')).toEqual({ ids: [], error: undefined });
});

test('records of a stream come before those of its API, and casts do not reach what names the next page', async () => {
  class Own extends Books {
    override readonly records = 'mine';
  }
  const paginator = cursorPaginator({ next: { body: 'mine.-1.id' }, token: 'after' });
  const transformer = new TypeTransformer(TransformConfig.DefaultSchemaNormalization);
  api.answer = ({ url }) => [200, { mine: url.includes('after') ? [] : [{ id: '007' }], all: ids(1) }];
  const run = await readAll([new Own(new HttpApi({ urlBase: api.url, records: 'all', paginator, transformer }))]);
  expect(idsOf(run)).toEqual([7]);
  expect(api.asked).toEqual(['/own', '/own?after=007']);
});
