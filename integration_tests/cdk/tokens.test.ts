import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import {
  type AuthenticationContext,
  type Authenticator,
  advancedAuth,
  type HttpPage,
  HttpStream,
  OAuth2Authenticator,
  type OAuth2Options,
  SessionTokenAuthenticator,
  Source,
} from '../../src/cdk/index.js';
import { catalogOf, runCommandInProcess } from '../../src/testing/index.js';

type Handler = (request: IncomingMessage, body: string, response: ServerResponse) => void;

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function serve(handler: Handler): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += String(part);
    handler(request, body, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A service whose refresh tokens can be used once. */
async function singleUse() {
  const service = { refresh: 'r0', access: new Set<string>(), asked: [] as string[], reads: 0, revokeAt: -1 };
  const url = await serve((request, body, response) => {
    const answer = (status: number, value: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    if (request.url === '/token') {
      service.asked.push(body);
      if (new URLSearchParams(body).get('refresh_token') !== service.refresh) {
        return answer(400, { error: 'invalid_grant', error_description: 'used before' });
      }
      service.refresh = `r${service.asked.length}`;
      const token = `a${service.asked.length}`;
      service.access.add(token);
      return answer(200, { access_token: token, refresh_token: service.refresh, expires_in: 3600 });
    }
    service.reads += 1;
    if (service.reads === service.revokeAt) service.access.clear();
    const token = (request.headers.authorization ?? '').slice('Bearer '.length);
    if (!service.access.has(token)) return answer(401, { message: 'not known' });
    const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('page') ?? 1);
    answer(200, { rows: [{ id: page }], next: page < 4 ? page + 1 : null });
  });
  return { service, url };
}

class Rows extends HttpStream<{ id: number }, number> {
  override readonly primaryKey = 'id';
  override readonly urlBase: string;
  override readonly authenticator: Authenticator;
  readonly #name: string;

  constructor(name: string, url: string, authenticator: Authenticator) {
    super();
    this.#name = name;
    this.urlBase = `${url}/`;
    this.authenticator = authenticator;
  }

  override get name() {
    return this.#name;
  }

  override async getJsonSchema() {
    return { type: 'object', properties: { id: { type: 'integer' } } };
  }

  override path() {
    return this.#name;
  }

  override requestParams({ page }: { page: number | undefined }) {
    return { page };
  }

  override parseResponse(answer: HttpPage) {
    return (answer.json() as { rows: { id: number }[] }).rows;
  }

  override nextPage(answer: HttpPage) {
    return (answer.json() as { next: number | null }).next ?? undefined;
  }
}

type Config = { credentials: { refresh_token: string } };

class Rotating extends Source<Config> {
  override readonly configSchema = z.object({
    credentials: z.object({ refresh_token: z.string().meta({ airbyte_secret: true }) }),
  });
  readonly #url: string;
  readonly #options: Partial<OAuth2Options>;

  constructor(url: string, options: Partial<OAuth2Options> = {}) {
    super();
    this.#url = url;
    this.#options = options;
  }

  override async check() {}

  override concurrency() {
    return 3;
  }

  override async streams({ credentials }: Config) {
    const authenticator = new OAuth2Authenticator({
      tokenUrl: `${this.#url}/token`,
      clientId: 'id',
      clientSecret: 'client-secret-1',
      refreshToken: credentials.refresh_token,
      store: { refreshToken: ['credentials', 'refresh_token'] },
      ...this.#options,
    });
    return ['one', 'two', 'three'].map((name) => new Rows(name, this.#url, authenticator));
  }
}

async function read(source: Source<Config>, config: object) {
  const { messages, lines } = await runCommandInProcess(source, { command: 'discover', config });
  expect(lines.join('\n')).toContain('CATALOG');
  return await runCommandInProcess(source, {
    command: 'read',
    config,
    catalog: catalogOf(messages, { syncMode: 'full_refresh' }),
  });
}

function controlsOf({ messages }: Awaited<ReturnType<typeof read>>) {
  return messages.flatMap((message) => (message.type === 'CONTROL' ? [message['control'] as object] : []));
}

function countOf({ messages }: Awaited<ReturnType<typeof read>>, type: string) {
  return messages.filter((message) => message.type === type).length;
}

test('a replaced refresh token is stored before it matters, once for all streams, and the next run goes on with it', async () => {
  const { service, url } = await singleUse();
  const config = {
    credentials: { refresh_token: 'r0', note: null },
    other: { kept: 9007199254740993n },
    _hidden: true,
  };
  const first = await read(new Rotating(url), config);
  expect(first.exitCode).toBe(0);
  expect(countOf(first, 'RECORD')).toBe(12);
  expect(service.asked).toHaveLength(1);
  const types = first.messages.map(({ type }) => type);
  expect(types.indexOf('CONTROL')).toBeLessThan(types.indexOf('RECORD'));
  expect(controlsOf(first)).toEqual([
    expect.objectContaining({
      type: 'CONNECTOR_CONFIG',
      connectorConfig: {
        config: { ...config, credentials: { refresh_token: 'r1', note: null } },
      },
    }),
  ]);
  const stored = (controlsOf(first)[0] as { connectorConfig: { config: object } }).connectorConfig.config;
  const second = await read(new Rotating(url), stored);
  expect(second.exitCode).toBe(0);
  expect(countOf(second, 'RECORD')).toBe(12);
});

test('when a token is revoked in the middle, one stream gets a new one for all', async () => {
  const { service, url } = await singleUse();
  service.revokeAt = 5;
  const run = await read(new Rotating(url), { credentials: { refresh_token: 'r0' } });
  expect(run.exitCode).toBe(0);
  expect(countOf(run, 'RECORD')).toBe(12);
  expect(service.asked).toHaveLength(2);
  expect(controlsOf(run)).toHaveLength(2);
});

test('a caller who gives up does not take the token from the others, nor the refresh token that comes with it', async () => {
  const stored: unknown[] = [];
  let answer: (() => void) | undefined;
  const url = await serve((_request, _body, response) => {
    answer = () => response.end(JSON.stringify({ access_token: 'a1', refresh_token: 'r1', expires_in: 3600 }));
  });
  const authenticator = new OAuth2Authenticator({
    ...{ tokenUrl: `${url}/token`, clientId: 'id', clientSecret: 'client-secret-1', refreshToken: 'r0' },
    store: { refreshToken: ['refresh_token'] },
  });
  const context: AuthenticationContext = {
    fetch: () => Promise.reject(new Error('not asked')),
    fetchText: async ({ url: address, body, signal }) => {
      return await (await fetch(address, { method: 'POST', body: body ?? '', signal: signal ?? null })).text();
    },
    registerSecret: () => undefined,
    now: () => 0,
    monotonic: () => 0,
    log: () => undefined,
    updateConfig: async (changes) => void stored.push(...changes),
  };
  const slice = new AbortController();
  const request = { method: 'GET', url, label: 'rows' } as const;
  const givenUp = authenticator.authenticate({ ...request, signal: slice.signal }, context);
  const waiting = authenticator.authenticate(request, context);
  await vi.waitFor(() => expect(answer).toBeDefined());
  slice.abort();
  await expect(givenUp).rejects.toThrow(/abort/i);
  answer?.();
  expect((await waiting).headers).toMatchObject({ authorization: 'Bearer a1' });
  expect(stored).toEqual([{ path: ['refresh_token'], value: 'r1' }]);
});

test('a refresh token that is dead ends each stream as an error of the configuration that names no token', async () => {
  const { url } = await singleUse();
  const run = await read(new Rotating(url), { credentials: { refresh_token: 'dead-token-77' } });
  expect(run.exitCode).toBe(1);
  expect(run.lines.join('\n')).not.toContain('dead-token-77');
  const errors = run.messages.filter((message) => JSON.stringify(message).includes('config_error'));
  expect(errors.length).toBeGreaterThanOrEqual(3);
  expect(JSON.stringify(errors[0])).toContain('invalid_grant');
});

test('without a place for it, a replaced refresh token is told', async () => {
  const { url } = await singleUse();
  const source = new Rotating(url, { store: undefined } as unknown as Partial<OAuth2Options>);
  const run = await read(source, { credentials: { refresh_token: 'r0' } });
  expect(run.exitCode).toBe(0);
  expect(run.lines.filter((line) => line.includes('does not keep: see `store`'))).toHaveLength(1);
});

test('an access token of an earlier run is used until it ends, and a new one is stored with its end', async () => {
  const { service, url } = await singleUse();
  service.access.add('kept');
  const store = { refreshToken: ['credentials', 'refresh_token'], accessToken: ['token'], expiresAt: ['until'] };
  const fresh = new Rotating(url, { store, accessToken: { text: 'kept', expiresAt: '2999-01-01T00:00:00Z' } });
  const run = await read(fresh, { credentials: { refresh_token: 'r0' } });
  expect([run.exitCode, service.asked.length, controlsOf(run).length]).toEqual([0, 0, 0]);

  const ended = new Rotating(url, { store, accessToken: { text: 'kept', expiresAt: '2001-01-01T00:00:00Z' } });
  const next = await read(ended, { credentials: { refresh_token: 'r0' } });
  const [control] = controlsOf(next) as { connectorConfig: { config: { token: string; until: string } } }[];
  expect(control?.connectorConfig.config.token).toBe('a1');
  expect(Date.parse(control?.connectorConfig.config.until ?? '')).toBeGreaterThan(Date.now() + 3_000_000);
});

test('fields, body and answer of a token server can have any names', async () => {
  const bodies: unknown[] = [];
  const url = await serve((request, body, response) => {
    if (request.url === '/token') {
      bodies.push([request.headers['content-type'], request.headers['x-tenant'], JSON.parse(body)]);
      const until = Math.floor(Date.now() / 1000) + 600;
      return void response.end(JSON.stringify({ data: { key: 't-1', until } }));
    }
    const isKnown = request.headers.authorization === 'Bearer t-1';
    response.statusCode = isKnown ? 200 : 401;
    response.end(JSON.stringify({ rows: [{ id: 1 }], next: null }));
  });
  const source = new Rotating(url, {
    body: 'json',
    grantType: 'device',
    headers: { 'X-Tenant': 'school' },
    parameters: { audience: 'api' },
    names: {
      grantType: 'grantType',
      clientId: 'app',
      clientSecret: 'key',
      refreshToken: 'renewal',
      accessToken: ['data', 'key'],
      expires: ['data', 'until'],
    },
  });
  const run = await read(source, { credentials: { refresh_token: 'r0' } });
  expect([run.exitCode, countOf(run, 'RECORD')]).toEqual([0, 3]);
  const sent = { grantType: 'device', app: 'id', key: 'client-secret-1', renewal: 'r0', audience: 'api' };
  expect(bodies).toEqual([['application/json', 'school', sent]]);
});

for (const [what, place, use] of [
  ['header', { header: 'X-Session' }, { header: 'X-Session' }],
  ['cookie', { cookie: 'sid' }, { cookie: 'sid' }],
  ['body', { path: ['session', 'id'] }, { header: 'Authorization', prefix: 'Session ' }],
  ['query', { path: ['session', 'id'] }, { query: 'session' }],
] as const) {
  test(`a session token in the ${what} is used, and replaced when it is refused`, async () => {
    let logins = 0;
    let reads = 0;
    const url = await serve((request, body, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
      if (pathname === '/login') {
        logins += 1;
        expect(JSON.parse(body)).toEqual({ user: 'u', password: 'password-1' });
        const cookies = [`other=x; Expires=Wed, 21 Oct 2099 07:28:00 GMT`, `sid=s${logins}; Path=/; HttpOnly`];
        response.writeHead(200, { 'x-session': `s${logins}`, 'set-cookie': cookies });
        return void response.end(JSON.stringify({ session: { id: `s${logins}` } }));
      }
      reads += 1;
      const seen = {
        header: request.headers['x-session'],
        cookie: request.headers.cookie?.replace('sid=', ''),
        body: request.headers.authorization?.replace('Session ', ''),
        query: searchParams.get('session') ?? undefined,
      }[what];
      // The first session ends after two reads.
      const isKnown = seen === (reads > 2 ? 's2' : 's1');
      response.statusCode = isKnown ? 200 : 401;
      const page = Number(searchParams.get('page') ?? 1);
      response.end(JSON.stringify({ rows: [{ id: page }], next: page < 4 ? page + 1 : null }));
    });
    const authenticator = new SessionTokenAuthenticator({
      login: { url: `${url}/login`, json: { user: 'u', password: 'password-1' } },
      token: place,
      use,
    });
    class Session extends Rotating {
      override async streams() {
        return [new Rows('one', url, authenticator)];
      }
    }
    const run = await read(new Session(url), { credentials: { refresh_token: 'r0' } });
    expect([run.exitCode, countOf(run, 'RECORD'), logins]).toEqual([0, 4, 2]);
  });
}

test('the specification says how a platform signs users in', async () => {
  class SignsIn extends Rotating {
    override readonly advancedAuth = advancedAuth({
      consentUrl: 'https://login.example.com/authorize?client_id={{ client_id_value }}',
      accessTokenUrl: 'https://login.example.com/token',
      chosenBy: { path: ['credentials', 'auth_type'], value: 'oauth2.0' },
      clientId: ['credentials', 'client_id'],
      clientSecret: ['credentials', 'client_secret'],
      refreshToken: ['credentials', 'refresh_token'],
    });
  }
  const { messages } = await runCommandInProcess(new SignsIn('http://127.0.0.1'), { command: 'spec' });
  const { spec } = messages.find(({ type }) => type === 'SPEC') as unknown as { spec: Record<string, unknown> };
  expect(spec['advanced_auth']).toEqual({
    auth_flow_type: 'oauth2.0',
    predicate_key: ['credentials', 'auth_type'],
    predicate_value: 'oauth2.0',
    oauth_config_specification: {
      oauth_connector_input_specification: {
        consent_url: 'https://login.example.com/authorize?client_id={{ client_id_value }}',
        access_token_url: 'https://login.example.com/token',
        extract_output: ['refresh_token'],
      },
      complete_oauth_output_specification: {
        type: 'object',
        additionalProperties: false,
        properties: {
          refresh_token: {
            type: 'string',
            path_in_connector_config: ['credentials', 'refresh_token'],
            path_in_oauth_response: ['refresh_token'],
          },
        },
      },
      complete_oauth_server_input_specification: {
        type: 'object',
        additionalProperties: false,
        properties: { client_id: { type: 'string' }, client_secret: { type: 'string' } },
      },
      complete_oauth_server_output_specification: {
        type: 'object',
        additionalProperties: false,
        properties: {
          client_id: { type: 'string', path_in_connector_config: ['credentials', 'client_id'] },
          client_secret: { type: 'string', path_in_connector_config: ['credentials', 'client_secret'] },
        },
      },
    },
  });
});
