import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import {
  catalogOf,
  errorsOf,
  logsOf,
  recordsOf,
  runCommandInProcess,
  statesOf,
  statusesOf,
  tracesOf,
} from '../../testing/index.js';
import type { Clock } from '../../util/clock.js';
import {
  ApiKeyAuthenticator,
  type Authenticator,
  BasicAuthenticator,
  BearerAuthenticator,
  type ErrorResolution,
  type HttpContext,
  type HttpPage,
  HttpStream,
  IncrementalHttpStream,
  jsonLinesDecoder,
  OAuth2Authenticator,
  resolveByStatus,
  Source,
  type Stream,
  type StreamState,
} from '../index.js';

type Row = { id: number | bigint; at?: string };
type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const schema = { type: 'object', properties: { id: { type: 'integer' }, at: { type: 'string' } } };
const waits: number[] = [];
const clock: Clock = {
  now: () => Date.UTC(2026, 0, 1),
  monotonic: () => 0,
  sleep: async (ms) => {
    waits.push(ms);
  },
};

let server: Server;
let handler: Handler;
const seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = [];

beforeEach(async () => {
  waits.length = 0;
  seen.length = 0;
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      handler(request, response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function answer(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Answers one after the other; the last one stays. */
function script(...steps: readonly [number, unknown, Record<string, string>?][]): Handler {
  let index = 0;
  return (_request, response) => {
    const [status, body, headers] = steps[Math.min(index, steps.length - 1)] ?? [500, ''];
    index += 1;
    answer(response, status, body, headers);
  };
}

class Rows extends HttpStream<Row, number> {
  override readonly primaryKey = 'id';
  override readonly clock = clock;
  override readonly maxAttempts: number = 3;
  override get urlBase(): string {
    return `${origin()}/api/`;
  }
  override path(_context: HttpContext<number>): string {
    return 'rows';
  }
  override async getJsonSchema() {
    return structuredClone(schema);
  }
  override parseResponse(page: HttpPage): Row[] {
    return (page.json() as { rows: Row[] }).rows;
  }
}

class OneStream extends Source<Record<string, unknown>> {
  override readonly configSchema = z.record(z.string(), z.unknown());
  readonly #stream: Stream<object>;
  constructor(stream: Stream<object>) {
    super();
    this.#stream = stream;
  }
  override async check(): Promise<void> {}
  override async streams(): Promise<Stream<object>[]> {
    return [this.#stream];
  }
}

async function read(stream: Stream<object>, state?: unknown, signal?: AbortSignal) {
  const source = new OneStream(stream);
  const discovered = await runCommandInProcess(source, { command: 'discover', config: {} });
  const catalog = catalogOf(discovered.messages, { syncMode: 'incremental' });
  return await runCommandInProcess(source, {
    command: 'read',
    config: {},
    catalog,
    state,
    ...(signal === undefined ? {} : { signal }),
  });
}

test('names a stream after its class', () => {
  class HTTPStream extends Rows {}
  expect(new HTTPStream().name).toBe('http_stream');
});

test('reads page after page, large integers exact, each request with its parameters', async () => {
  class Paged extends Rows {
    override requestParams({ page = 1 }: HttpContext<number>) {
      return { page, tag: ['a', 'b'], none: undefined };
    }
    override nextPage(page: HttpPage, current = 1): number | undefined {
      return (page.json() as { more: boolean }).more ? current + 1 : undefined;
    }
  }
  handler = script([200, '{"rows":[{"id":9007199254740993}],"more":true}'], [200, '{"rows":[{"id":2}],"more":false}']);
  const run = await read(new Paged());
  expect(recordsOf(run.messages).map((record) => record.data['id'])).toEqual([9007199254740993n, 2]);
  expect(seen.map((request) => request.url)).toEqual(['/api/rows?page=1&tag=a&tag=b', '/api/rows?page=2&tag=a&tag=b']);
  expect(run.exitCode).toBe(0);
});

test('ends with an error when the next page is the same page', async () => {
  class Stuck extends Rows {
    override nextPage(): number {
      return 7;
    }
  }
  handler = script([200, { rows: [{ id: 1 }] }]);
  const run = await read(new Stuck());
  expect(seen).toHaveLength(2);
  expect(errorsOf(run.messages)[0]?.message).toContain('the page 7 of GET');
});

test('sends a JSON body and headers of the stream', async () => {
  class Search extends Rows {
    override readonly httpMethod = 'POST';
    override requestJson(): unknown {
      return { id: 9007199254740993n };
    }
    override requestHeaders() {
      return { 'X-Version': '3' };
    }
  }
  handler = script([200, { rows: [] }]);
  await read(new Search());
  expect(seen[0]).toMatchObject({ method: 'POST', body: '{"id":9007199254740993}' });
  expect(seen[0]?.headers).toMatchObject({ 'content-type': 'application/json', 'x-version': '3' });
});

test.each([
  [400, 'system_error'],
  [401, 'config_error'],
  [403, 'config_error'],
  [404, 'system_error'],
  [405, 'system_error'],
])('fails at status %i as %s at once', async (status, failureType) => {
  handler = script([status, { errors: [{ detail: 'bad field' }, { message: 'too old' }] }]);
  const run = await read(new Rows());
  expect(seen).toHaveLength(1);
  expect(errorsOf(run.messages)).toMatchObject([{ failure_type: failureType, stream_descriptor: { name: 'rows' } }]);
  expect(errorsOf(run.messages)[0]?.message).toContain(`status ${status}: bad field, too old.`);
  expect(run.exitCode).toBe(1);
});

test.each([408, 500, 502, 503, 504])('tries again after status %i', async (status) => {
  handler = script([status, ''], [200, { rows: [{ id: 1 }] }]);
  const run = await read(new Rows());
  expect(recordsOf(run.messages)).toHaveLength(1);
  expect(waits).toHaveLength(1);
});

test('gives up after the tries it has and tells how many they were', async () => {
  handler = script([503, 'down']);
  const run = await read(new Rows());
  expect(seen).toHaveLength(3);
  expect(errorsOf(run.messages)).toMatchObject([{ failure_type: 'transient_error' }]);
  expect(errorsOf(run.messages)[0]?.message).toContain('status 503 3 times');
});

test('waits as long as Retry-After says, and a limit uses up no tries', async () => {
  const limited: [number, unknown, Record<string, string>] = [429, '', { 'retry-after': '17' }];
  handler = script(limited, limited, limited, limited, [200, { rows: [{ id: 1 }] }]);
  class Quick extends Rows {
    override backoffMs(): number {
      return 1;
    }
  }
  const run = await read(new Quick());
  expect(waits).toEqual([17_000, 17_000, 17_000, 17_000]);
  expect(recordsOf(run.messages)).toHaveLength(1);
});

test('fails as transient when the limit asks for more than its patience', async () => {
  handler = script([429, '', { 'retry-after': '86400' }]);
  const run = await read(new Rows());
  expect(waits).toEqual([]);
  expect(errorsOf(run.messages)).toMatchObject([{ failure_type: 'transient_error' }]);
});

test('pauses grow, stay within their bounds and differ', () => {
  const stream = new Rows();
  const bounds = [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000];
  for (const [index, bound] of bounds.entries()) {
    const pauses = Array.from({ length: 50 }, () => stream.backoffMs(undefined, index + 1));
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(500);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(bound);
    expect(new Set(pauses).size).toBeGreaterThan(1);
  }
});

test('an overridden resolution ignores, retries or fails with its own words', async () => {
  class Lenient extends Rows {
    override resolveError(page: HttpPage): ErrorResolution {
      if (page.status === 404) return { action: 'ignore' };
      if (page.status === 418) return { action: 'fail', failureType: 'config_error', message: 'Teapots have no rows.' };
      return resolveByStatus(page);
    }
  }
  handler = script([404, '']);
  expect((await read(new Lenient())).exitCode).toBe(0);
  handler = script([418, '']);
  const failed = await read(new Lenient());
  expect(errorsOf(failed.messages)).toMatchObject([{ message: 'Teapots have no rows.', failure_type: 'config_error' }]);
});

test('a broken connection is tried again, an unreachable host fails as transient without its URL', async () => {
  let calls = 0;
  handler = (request, response) => {
    calls += 1;
    if (calls === 1) request.socket.destroy();
    else answer(response, 200, { rows: [{ id: 1 }] });
  };
  expect(recordsOf((await read(new Rows())).messages)).toHaveLength(1);
  class Nowhere extends Rows {
    override get urlBase(): string {
      return 'http://127.0.0.1:1/?key=hidden-key';
    }
    override requestParams() {
      return { key: 'hidden-key' };
    }
  }
  const run = await read(new Nowhere());
  expect(errorsOf(run.messages)).toMatchObject([{ failure_type: 'transient_error' }]);
  expect(run.lines.join('\n')).not.toContain('hidden-key');
});

test('an answer that is not JSON fails without being quoted', async () => {
  handler = script([200, '<html>student 4711</html>']);
  const run = await read(new Rows());
  expect(errorsOf(run.messages)[0]?.message).toContain('is not valid JSON');
  expect(run.lines.join('\n')).not.toContain('4711');
});

test('follows a redirect within the origin with the token, and elsewhere without it', async () => {
  class Authorized extends Rows {
    override readonly authenticator: Authenticator = new BearerAuthenticator('token-1234');
  }
  handler = (request, response) => {
    if (request.url === '/api/rows') answer(response, 301, '', { location: '/api/rows/' });
    else answer(response, 200, { rows: [{ id: 1 }] });
  };
  expect(recordsOf((await read(new Authorized())).messages)).toHaveLength(1);
  expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1234', 'Bearer token-1234']);
  handler = (request, response) => {
    if (request.headers.host?.startsWith('127.') !== true) answer(response, 200, { rows: [] });
    else answer(response, 302, '', { location: `http://localhost:${(server.address() as AddressInfo).port}/file` });
  };
  expect((await read(new Authorized())).exitCode).toBe(0);
  expect(seen.at(-1)).toMatchObject({ url: '/file' });
  expect(seen.at(-1)?.headers.authorization).toBeUndefined();
});

test.each<[string, Authenticator, string, string]>([
  ['a bearer token', new BearerAuthenticator('abc'), 'authorization', 'Bearer abc'],
  ['user and password', new BasicAuthenticator('me', 'sésame'), 'authorization', 'Basic bWU6c8Opc2FtZQ=='],
  ['a key in a header', new ApiKeyAuthenticator('k1', { header: 'X-Key' }), 'x-key', 'k1'],
])('authenticates by %s', async (_title, authenticator, header, value) => {
  class Authorized extends Rows {
    override readonly authenticator = authenticator;
  }
  handler = script([200, { rows: [] }]);
  await read(new Authorized());
  expect(seen[0]?.headers[header]).toBe(value);
});

test('authenticates by a key in the query, which no message shows', async () => {
  class Authorized extends Rows {
    override readonly authenticator = new ApiKeyAuthenticator('k/1 secret', { query: 'key' });
  }
  handler = script([503, 'k/1 secret']);
  const run = await read(new Authorized());
  expect(seen[0]?.url).toBe('/api/rows?key=k%2F1+secret');
  expect(run.lines.join('\n')).not.toMatch(/k\/1|k%2F1/);
});

test('gets one OAuth token for many requests, replaces it once when refused, and masks it', async () => {
  const oauth = new OAuth2Authenticator({
    tokenUrl: `${origin()}/token`,
    clientId: 'me',
    clientSecret: 's&cret',
    scopes: ['rows'],
  });
  class Authorized extends Rows {
    override readonly authenticator = oauth;
    override nextPage(_page: HttpPage, current = 1): number | undefined {
      return current < 3 ? current + 1 : undefined;
    }
  }
  let tokens = 0;
  handler = (request, response) => {
    if (request.url === '/token') {
      tokens += 1;
      answer(response, 200, { access_token: `token-number-${tokens}`, expires_in: 3600 });
    } else if (request.headers.authorization === 'Bearer token-number-1') answer(response, 401, { error: 'expired' });
    else answer(response, 200, { rows: [{ id: seen.length }] });
  };
  const run = await read(new Authorized());
  expect(tokens).toBe(2);
  expect(recordsOf(run.messages)).toHaveLength(3);
  const form = new URLSearchParams(seen[0]?.body);
  expect(Object.fromEntries(form)).toEqual({
    grant_type: 'client_credentials',
    client_id: 'me',
    client_secret: 's&cret',
    scope: 'rows',
  });
  handler = (request, response) => {
    if (request.url === '/token') answer(response, 200, { access_token: 'token-number-9' });
    else answer(response, 403, { message: 'token-number-9 lacks a scope' });
  };
  const again = await read(
    new (class extends Rows {
      override readonly authenticator = new OAuth2Authenticator({
        tokenUrl: `${origin()}/token`,
        clientId: 'me',
        clientSecret: 'x',
        refreshToken: 'refresh-1',
        clientAuthentication: 'basic',
      });
      override get name(): string {
        return 'rows';
      }
    })(),
  );
  expect(errorsOf(again.messages)[0]?.message).toContain('**** lacks a scope');
  expect(seen.at(-2)?.headers.authorization).toBe(`Basic ${Buffer.from('me:x').toString('base64')}`);
  expect(seen.at(-2)?.body).toBe('grant_type=refresh_token&refresh_token=refresh-1');
});

test('refused credentials are a configuration error', async () => {
  class Authorized extends Rows {
    override readonly authenticator = new OAuth2Authenticator({
      tokenUrl: `${origin()}/t`,
      clientId: 'a',
      clientSecret: 'b',
    });
  }
  handler = script([400, { error: 'invalid_client' }]);
  const run = await read(new Authorized());
  expect(errorsOf(run.messages)).toMatchObject([{ failure_type: 'config_error' }]);
  expect(errorsOf(run.messages)[0]?.message).toContain('invalid_client. Check the credentials.');
});

test('derives its state from its records and hands it to the next read', async () => {
  class Events extends IncrementalHttpStream<Row> {
    override readonly primaryKey = 'id';
    override readonly stateCheckpointInterval = 1;
    override get urlBase(): string {
      return origin();
    }
    override readonly cursorField = 'at';
    override path(): string {
      return 'events';
    }
    override async getJsonSchema() {
      return structuredClone(schema);
    }
    override requestParams({ state }: HttpContext) {
      return { since: state?.['at'] as string | undefined };
    }
    override parseResponse(page: HttpPage): Row[] {
      return page.json() as Row[];
    }
    override getUpdatedState(_current: StreamState | undefined, record: Row): StreamState {
      return { at: record.at ?? '' };
    }
  }
  handler = script([
    200,
    [
      { id: 1, at: 'a' },
      { id: 2, at: 'b' },
    ],
  ]);
  const run = await read(new Events());
  expect(statesOf(run.messages).map((state) => state.stream?.stream_state)).toEqual([{ at: 'a' }, { at: 'b' }]);
  await read(new Events(), [statesOf(run.messages).at(-1)]);
  expect(seen.at(-1)?.url).toBe('/events?since=b');
});

test('a stop ends a request that waits for its answer', async () => {
  const stop = new AbortController();
  handler = () => stop.abort();
  const run = await read(new Rows(), undefined, stop.signal);
  expect(statusesOf(run.messages, 'rows')).toEqual(['STARTED', 'INCOMPLETE']);
  expect(errorsOf(run.messages)).toEqual([]);
});

test('an answer above maxAnswerBytes fails the stream at once', async () => {
  class Frugal extends Rows {
    override readonly maxAnswerBytes: number = 1000;
  }
  handler = script([200, { rows: [{ id: 1, name: 'x'.repeat(1000) }] }]);
  const run = await read(new Frugal());
  expect(errorsOf(run.messages)[0]?.message).toContain("larger than the stream's maxAnswerBytes");
  expect([seen.length, waits]).toEqual([1, []]);
});

test('a date in Retry-After is held against the clock of the server', async () => {
  const server = Date.UTC(2030, 0, 1);
  handler = (_, response) => {
    if (seen.length > 1) {
      response.end(JSON.stringify({ rows: [] }));
      return;
    }
    const headers = { date: new Date(server).toUTCString(), 'retry-after': new Date(server + 90_000).toUTCString() };
    response.writeHead(429, headers).end();
  };
  await read(new Rows());
  expect(waits).toEqual([90_000]);
});

test('a server that accepts and never answers fails after the time-out', async () => {
  class Impatient extends Rows {
    override readonly timeouts = { headersMs: 50 };
    override readonly maxAttempts: number = 1;
  }
  handler = () => undefined;
  const run = await read(new Impatient());
  expect(errorsOf(run.messages)[0]?.message).toContain('does not answer');
  expect(logsOf(run.messages, 'ERROR')).toEqual([]);
});

test('tells the platform of a wait for a limit, before and after the first record', async () => {
  class Paged extends Rows {
    override nextPage(_page: HttpPage, current = 1): number | undefined {
      return current < 2 ? current + 1 : undefined;
    }
  }
  const limited: [number, unknown, Record<string, string>] = [429, '', { 'retry-after': '17' }];
  handler = script(limited, [200, { rows: [{ id: 1 }] }], limited, [200, { rows: [{ id: 2 }] }]);
  const run = await read(new Paged());
  expect(statusesOf(run.messages, 'paged')).toEqual(['STARTED', 'RUNNING', 'RUNNING', 'RUNNING', 'COMPLETE']);
  const reasons = tracesOf(run.messages, 'STREAM_STATUS').map((trace) => trace.stream_status?.reasons);
  const waiting = [{ type: 'RATE_LIMITED', rate_limited: { quota_reset: clock.now() + 17_000 } }];
  expect(reasons).toEqual([undefined, waiting, undefined, waiting, undefined]);
});

test('refuses a user name and password in urlBase without showing them', async () => {
  class Careless extends Rows {
    override get urlBase(): string {
      return origin().replace('http://', 'http://me:sesame@');
    }
  }
  const run = await read(new Careless());
  expect(errorsOf(run.messages)).toMatchObject([{ failure_type: 'config_error' }]);
  expect(errorsOf(run.messages)[0]?.message).toContain('holds a user name or password');
  expect(run.lines.join('\n')).not.toContain('sesame');
  expect(seen).toEqual([]);
});

test('reads records by a decoder, page after page, and asks for its type', async () => {
  class Decoded extends HttpStream<Row, string> {
    override readonly primaryKey = 'id';
    override readonly clock = clock;
    override readonly decoder = jsonLinesDecoder<Row>();
    override get urlBase(): string {
      return origin();
    }
    override path({ page = '/rows' }: HttpContext<string>): string {
      return page;
    }
    override async getJsonSchema() {
      return structuredClone(schema);
    }
    override nextPage(page: HttpPage): string | undefined {
      return page.header('x-next');
    }
  }
  handler = script([200, '{"id":1}\n{"id":9007199254740993}', { 'x-next': '/more' }], [500, ''], [200, '{"id":3}\n']);
  const run = await read(new Decoded());
  expect(recordsOf(run.messages).map((record) => record.data['id'])).toEqual([1, 9007199254740993n, 3]);
  expect(seen.map(({ url }) => url)).toEqual(['/rows', '/more', '/more']);
  expect(seen[0]?.headers.accept).toBe('application/x-ndjson, application/jsonl');
  handler = script([200, '7\n']);
  expect(errorsOf((await read(new Decoded())).messages)[0]?.message).toContain('records that are not objects');
});
