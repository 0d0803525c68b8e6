import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  completeJob,
  type FakeService,
  SUBMIT,
  serveBlob,
  serveThenCut,
  startService,
} from '../fake-service.test-helper.js';
import type { TableQueryInput } from '../queries.js';
import { sendJson, thrownBy } from '../scripted-server.test-helper.js';
import type { DapRow } from './row.js';

const SCHEMA = {
  type: 'object',
  properties: {
    meta: { type: 'object', properties: { ts: { type: 'string', format: 'date-time' } } },
    key: { type: 'object', properties: { id: { type: 'integer', format: 'int64' } }, required: ['id'] },
    value: {
      type: 'object',
      properties: {
        name: { type: 'string' },
        points: { type: 'number' },
        open: { type: 'boolean' },
        rules: {
          type: 'object',
          properties: {
            lowest: { type: 'integer', format: 'int32' },
            never: { type: 'array', items: { type: 'integer' } },
          },
          additionalProperties: false,
        },
      },
    },
  },
};
const TS = '2026-03-01T08:00:00.123456Z';
const ROW: DapRow = {
  op: 'U',
  key: { id: 10000000000000001n },
  value: { name: 'Art, "fine"', points: 1.5, open: true, rules: { lowest: 1, never: [2, 3] } },
  ts: TS,
};

let service: FakeService;

beforeEach(async () => {
  service = await startService();
  service.routes.set('GET /dap/query/canvas/table/courses/schema', (_, response) =>
    sendJson(response, 200, { schema: SCHEMA, version: 3 }),
  );
});
afterEach(async () => await service.close());

const open = (query: TableQueryInput) => service.client.getTableRows('canvas', 'courses', query);

async function read(query: TableQueryInput): Promise<DapRow[]> {
  const rows: DapRow[] = [];
  for await (const row of open(query)) rows.push(row);
  return rows;
}

const put = (id: string, text: string) => service.blobs.set(id, gzipSync(text));

test('JSON Lines, CSV and TSV of both modes give the same rows, with exact integers', async () => {
  const jsonLine = `{"meta":{"ts":"${TS}"},"key":{"id":10000000000000001},"value":{"name":"Art, \\"fine\\"","points":1.5,"open":true,"rules":{"lowest":1,"never":[2,3]}}}`;
  const csv = 'meta.ts,key.id,value.name,value.points,value.open';
  const csvRow = `${TS},10000000000000001,"Art, ""fine""",1.5,true`;
  const files: readonly [TableQueryInput, string][] = [
    [{ format: 'jsonl' }, `${jsonLine}\n`],
    [{ format: 'csv', mode: 'expanded' }, `${csv},value.rules.lowest,value.rules.never\r\n${csvRow},1,"[2,3]"\r\n`],
    [{ format: 'csv', mode: 'condensed' }, `${csv},value.rules\r\n${csvRow},"{""lowest"":1,""never"":[2,3]}"\r\n`],
    [
      { format: 'tsv', mode: 'condensed' },
      `${csv.replaceAll(',', '\t')}\tvalue.rules\n${TS}\t10000000000000001\tArt, "fine"\t1.5\ttrue\t{"lowest":1,"never":[2,3]}\n`,
    ],
  ];
  for (const [query, text] of files) {
    put('job-1/a', text);
    expect(await read(query), JSON.stringify(query)).toEqual([ROW]);
  }
});

test('the result tells the next since when the rows were read', async () => {
  put('job-1/a', `{"meta":{"ts":"${TS}"},"key":{"id":1}}\n`);
  const rows = open({ format: 'jsonl' });
  for await (const row of rows) expect(row.key).toEqual({ id: 1 });
  expect(await rows.result).toEqual({ schemaVersion: 3, timestamp: TS, jobId: 'job-1' });
});

test('changes tell what happened to a row', async () => {
  put(
    'job-1/a',
    `{"meta":{"ts":"${TS}","action":"U"},"key":{"id":1}}\n{"meta":{"ts":"${TS}","action":"D"},"key":{"id":2}}\n`,
  );
  service.routes.set(SUBMIT, (_, response) => {
    const fields = { at: undefined, since: '2026-02-01T00:00:00Z', until: TS };
    sendJson(response, 200, completeJob('job-1', service.blobs, fields));
  });
  const rows = await read({ format: 'jsonl', since: new Date('2026-02-01T00:00:00Z') });
  expect(rows.map(({ op, key }) => [op, key['id']])).toEqual([
    ['U', 1],
    ['D', 2],
  ]);
  const sent = service.server.seen.find(({ path }) => path.endsWith('/data'));
  expect(JSON.parse(sent?.body ?? '')).toEqual({ format: 'jsonl', since: '2026-02-01T00:00:00.000Z' });
});

test('an empty text file has no rows', async () => {
  put('job-1/a', 'meta.ts,key.id\r\n').set('job-1/b', gzipSync(''));
  expect(await read({ format: 'csv' })).toEqual([]);
});

test('a column of a text file that the schema lacks is an error, not a text', async () => {
  put('job-1/a', `meta.ts\tkey.id\tvalue.unheard\n${TS}\t1\t7\n`);
  const error = await thrownBy(read({ format: 'tsv' }));
  expect(error).toMatchObject({ code: 'DAP_SCHEMA_UNUSABLE' });
  expect(error.message).toContain('value.unheard');
});

test('a marker for a value that was too large comes as a text in a column of any type', async () => {
  put('job-1/a', `meta.ts\tkey.id\tvalue.rules\n${TS}\t1\t__dap_oversized_truncated__\n`);
  expect((await read({ format: 'tsv' }))[0]?.value).toEqual({ rules: '__dap_oversized_truncated__' });
});

test('a transfer that breaks off repeats no row', async () => {
  const lines = Array.from({ length: 5000 }, (_, id) => `{"meta":{"ts":"${TS}"},"key":{"id":${id}}}\n`);
  const stored = gzipSync(lines.join(''));
  service.blobs.set('job-1/a', stored);
  service.blobHandlers.set('job-1/a', (request, response, time) => {
    if (time === 1) serveThenCut(stored, 9000, request, response);
    else serveBlob(stored, request, response);
  });
  expect((await read({ format: 'jsonl' })).map(({ key }) => key['id'])).toEqual(lines.map((_, id) => id));
});

test('a row that makes no sense is fetched once more, then it is an error that does not quote it', async () => {
  put('job-1/a', `{"meta":{"ts":"${TS}"},"key":{"id":1}}\n{"meta":{"ts":"${TS}"},"secret":1}\n`);
  const rows: unknown[] = [];
  const error = await thrownBy(async () => {
    for await (const row of open({ format: 'jsonl' })) rows.push(row);
  });
  expect(error).toMatchObject({
    code: 'DAP_ROW_INVALID',
    details: { objectId: 'job-1/a', reason: 'the row has no key' },
  });
  expect(JSON.stringify(error) + error.message).not.toContain('secret');
  expect([rows.length, service.count('GET /blob/job-1%2Fa')]).toEqual([1, 2]);
});

test('rows of a job that is lost after some were handed out are not repeated by another job', async () => {
  put('job-1/a', `{"meta":{"ts":"${TS}"},"key":{"id":1}}\n`).set('job-1/b', gzipSync(''));
  service.blobHandlers.set('job-1/b', (_, response) => void response.writeHead(404).end());
  service.routes.set(SUBMIT, (_, response, time) => sendJson(response, 200, completeJob(`job-${time}`, service.blobs)));
  const rows = open({ format: 'jsonl' });
  const error = await thrownBy(async () => {
    for await (const row of rows) expect(row.key).toEqual({ id: 1 });
  });
  expect(error).toMatchObject({ code: 'DAP_JOB_LOST' });
  expect(await thrownBy(rows.result)).toBe(error);
});

test('leaving the loop early fails the result', async () => {
  put('job-1/a', `{"meta":{"ts":"${TS}"},"key":{"id":1}}\n`.repeat(100_000));
  const rows = open({ format: 'jsonl' });
  for await (const _ of rows) break;
  expect((await thrownBy(rows.result)).message).toBe('The rows were not read to their end.');
});
