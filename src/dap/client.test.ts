import { afterEach, expect, test } from 'vitest';
import { isAbort } from '../errors.js';
import type { Transport } from '../http/transport.js';
import { createTransport } from '../http/undici-transport.js';
import { DapClient } from './client.js';
import type { FakeService } from './fake-service.test-helper.js';
import { REF, SUBMIT, startService, startWithTables, TABLES, URLS } from './fake-service.test-helper.js';
import { sendJson, thrownBy } from './scripted-server.test-helper.js';

const SCHEMA = 'GET /dap/query/canvas/table/courses/schema';

let service: FakeService;
afterEach(async () => await service.close());

const list = async () => await service.client.getTables('canvas');

test('plain http to another machine is refused before anything is sent', async () => {
  service = await startService();
  const options = { clientId: 'a', clientSecret: 'b' };
  expect(() => new DapClient({ ...options, baseUrl: 'http://example.com' })).toThrow('not https');
  expect(() => new DapClient({ ...options, baseUrl: 'http://127.0.0.1.example.com' })).toThrow('not https');
  expect(() => new DapClient({ ...options, baseUrl: 'nonsense' })).toThrow('not an http or https URL');
});

test('an object URL without TLS to another machine is refused', async () => {
  service = await startService();
  service.routes.set(URLS, (_, response) =>
    sendJson(response, 200, { urls: { a: { url: 'http://store.example/x?Signature=s3cret' } } }),
  );
  const handle = await service.client.submit(REF, { format: 'jsonl' });
  const error = await thrownBy(async () => await service.client.download(handle, 'a').chunks().next());
  expect(error).toMatchObject({ code: 'DAP_INSECURE_URL' });
  expect(error.message).not.toContain('s3cret');
});

test('no more than five jobs are made in a minute, also by two clients with the same credentials', async () => {
  service = await startService();
  const { clock, server } = service;
  const options = { clientId: 'us-east-1#0c59cade', clientSecret: 'x', baseUrl: `${server.url}/`, clock };
  const second = new DapClient(options);
  const times: number[] = [];
  service.routes.set(SUBMIT, (_, response) => {
    times.push(clock.now());
    sendJson(response, 202, { id: 'j', status: 'waiting' });
  });
  const clients = [service.client, second];
  const work = Array.from({ length: 12 }, (_, i) => clients[i % 2]?.submit(REF, { format: 'jsonl' }));
  await Promise.all(work);
  const windows = times.slice(5).map((time, i) => time - (times[i] ?? 0));
  expect(Math.min(...windows)).toBeGreaterThanOrEqual(60_000);
  expect(service.events).toContainEqual(expect.objectContaining({ type: 'limit-wait', call: 'submit query' }));
  await second.close();
});

test('a transport from outside is used, and stays open when the client is closed', async () => {
  const sent: string[] = [];
  let isClosed = false;
  const inner = createTransport({ userAgent: 'mine/1' });
  const transport: Transport = {
    send: async (request) => {
      sent.push(request.label);
      return await inner.send(request);
    },
    close: async () => {
      isClosed = true;
    },
  };
  service = await startWithTables({ transport });
  await list();
  await service.client.close();
  await inner.close();
  expect(sent).toEqual(['log in', 'list tables']);
  expect(service.server.seen.map(({ headers }) => headers['user-agent'])).toEqual(['mine/1', 'mine/1']);
  expect(isClosed).toBe(false);
});

test('an abort ends the wait for a limit, for a retry and for an answer', async () => {
  const never = {
    now: () => 0,
    monotonic: () => 0,
    sleep: async (_: number, signal?: AbortSignal) => await untilAborted(signal),
  };
  service = await startWithTables({ clock: never, limits: { ...LIMITS, listTables: 1 } });
  await list();
  service.routes.set(SCHEMA, (_, response) => response.writeHead(500).end());
  service.routes.set(SUBMIT, () => undefined);
  const signal = AbortSignal.timeout(60);
  const waits = [
    service.client.getTables('canvas', { signal }),
    service.client.getTableSchema('canvas', 'courses', { signal }),
    service.client.submit(REF, { format: 'jsonl' }, { signal }),
  ];
  const results = await Promise.allSettled(waits);
  expect(results.map((result) => result.status === 'rejected' && isAbort(result.reason))).toEqual([true, true, true]);
});

const LIMITS = { listTables: 5, getSchema: 500, submitQuery: 5, getJob: 500, getResources: 200, windowMs: 60_000 };

async function untilAborted(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')));
  });
}

test('closing the client ends what is under way', async () => {
  service = await startWithTables();
  service.routes.set(TABLES, () => undefined);
  const waiting = thrownBy(list);
  await expect.poll(() => service.count(TABLES)).toBe(1);
  await service.client.close();
  expect(isAbort(await waiting)).toBe(true);
});

test('schemas keep integers beyond 2^53', async () => {
  service = await startService();
  service.routes.set(SCHEMA, (_, response) => {
    response.end('{"schema":{"default":9007199254740993},"version":3,"extra":1}');
  });
  const { schema, version } = await service.client.getTableSchema('canvas', 'courses');
  expect(schema['default']).toBe(9007199254740993n);
  expect(version).toBe(3);
});

test.each([
  ['not JSON', '<html>token-1</html>'],
  ['of another shape', '{"tables":"token-1"}'],
])('an answer that is %s is reported as such, without its content', async (_, body) => {
  service = await startWithTables();
  service.routes.set(TABLES, (_request, response) => response.end(body));
  const error = await thrownBy(list);
  expect(error).toMatchObject({ code: 'DAP_RESPONSE_INVALID' });
  expect(error.message).not.toContain('token-1');
});

test('a page where JSON is due is asked for again a few times', async () => {
  service = await startWithTables({ limits: 'none' });
  service.routes.set(TABLES, (_, response, time) => {
    if (time < 3) response.end('<html>please wait</html>');
    else sendJson(response, 200, { tables: ['courses'] });
  });
  expect(await list()).toEqual(['courses']);
  service.routes.set(TABLES, (_, response) => response.end('<html>'));
  expect(await thrownBy(list)).toMatchObject({ code: 'DAP_RESPONSE_INVALID' });
  expect(service.count(TABLES)).toBe(3 + 4);
});

test('scope and path prefix appear in the URL', async () => {
  service = await startService({ pathPrefix: 'dap/beta/', scope: 'a b' });
  const job = { id: 'j', status: 'Running' };
  service.routes.set('POST /dap/beta/query/canvas/table/courses/data', (_, response) => sendJson(response, 202, job));
  expect(await service.client.submit(REF, { format: 'jsonl' })).toMatchObject({ jobId: 'j', origin: { scope: 'a b' } });
  expect(service.server.seen.at(-1)?.path).toBe('/dap/beta/query/canvas/table/courses/data?scope=a%20b');
});
