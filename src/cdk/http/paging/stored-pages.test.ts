import { expect, test } from 'vitest';
import { z } from 'zod';
import { catalogOf, errorsOf, logsOf, recordsOf, runCommandInProcess, statesOf } from '../../../testing/index.js';
import {
  ApiKeyAuthenticator,
  HttpApi,
  type HttpApiOptions,
  HttpStream,
  nextUrlPaginator,
  SessionTokenAuthenticator,
  Source,
} from '../../index.js';
import { ids, LocalApi, type Scripted, type Seen } from '../http-stream.test-helper.js';
import { Exports } from '../jobs/jobs.test-helper.js';

const KEY = 'top secret/7';
const server = new LocalApi();

class Rows extends HttpStream<{ id: number }> {
  override readonly primaryKey = 'id';
  override readonly resumesPages = true;
  override readonly records = 'rows';
  override async getJsonSchema() {
    return { type: 'object', properties: { id: { type: 'integer' } } };
  }
}

/** Whether the third page cannot be read, so that a read is interrupted there. */
let isBroken = false;

/** Three pages of a row each. Each answer repeats the parameters of its request in the URL of the next page. */
function answer({ url }: Seen): Scripted {
  const next = new URL(url, server.url);
  if (next.pathname === '/login') return [200, { token: KEY }];
  if (next.searchParams.get('key') !== KEY) return [403, {}];
  const page = Number(next.searchParams.get('page') ?? 1);
  if (page === 3 && isBroken) return [400, {}];
  next.searchParams.set('page', String(page + 1));
  return [200, { rows: ids(page), ...(page < 3 ? { next: next.href } : {}) }];
}

const paginator = nextUrlPaginator({ next: { body: 'next' } });

/** Reads streams with a secret in the configuration. */
async function read(make: (api: HttpApi) => HttpStream, options: Partial<HttpApiOptions>, state?: unknown) {
  class Keyed extends Source<{ key: string }> {
    override readonly configSchema = z.object({ key: z.string().meta({ airbyte_secret: true }) });
    override async check() {}
    override async streams() {
      return [make(new HttpApi({ urlBase: server.url, paginator, maxAttempts: 1, ...options }))];
    }
  }
  const config = { key: KEY };
  const { messages } = await runCommandInProcess(new Keyed(), { command: 'discover', config });
  const catalog = catalogOf(messages, { syncMode: 'full_refresh' });
  const run = await runCommandInProcess(new Keyed(), { command: 'read', catalog, config, state });
  const states = statesOf(run.messages).map((each) => each.stream?.stream_state as { page?: unknown });
  return { run, states, ids: recordsOf(run.messages).map(({ data }) => data['id']) };
}

/** The page at which an interrupted read stops, and what the read that resumes there gives. */
async function interrupt(make: (api: HttpApi) => HttpStream, options: Partial<HttpApiOptions>) {
  isBroken = true;
  const broken = await read(make, options);
  expect(broken.ids).toEqual([1, 2]);
  expect(JSON.stringify(broken.states)).not.toMatch(/top.{1,3}secret/);
  isBroken = false;
  const last = statesOf(broken.run.messages).at(-1);
  const resumed = await read(make, options, [last]);
  expect(errorsOf(resumed.run.messages)).toEqual([]);
  return { page: JSON.stringify(broken.states.at(-1)?.page), resumed: resumed.ids };
}

class OwnParams extends Rows {
  override get name() {
    return 'rows';
  }
  override requestParams() {
    return { key: KEY };
  }
}

test.each<[string, Partial<HttpApiOptions>, new (api: HttpApi) => Rows]>([
  ['parameters of the API', { params: { key: KEY, size: 9 } }, Rows],
  ['parameters of the stream', { params: { size: 9 } }, OwnParams],
  ['an authenticator', { params: { size: 9 }, authenticator: new ApiKeyAuthenticator(KEY, { query: 'key' }) }, Rows],
])(
  'a key that comes from %s is not in a state, and is there again in the read that resumes',
  async (_, options, of) => {
    server.answer = answer;
    const { page, resumed } = await interrupt((api) => new of(api), options);
    // What is no secret stays as the API wrote it.
    expect(page).toMatch(/\/rows\?.*size=9.*page=3/);
    expect(resumed).toEqual([3]);
  },
);

test('the token of a session is not in a state either', async () => {
  server.answer = answer;
  const login = { url: `${server.url}/login`, form: {} };
  const use = { query: 'key' };
  const authenticator = new SessionTokenAuthenticator({ login, token: { path: ['token'] }, use });
  const { page, resumed } = await interrupt((api) => new Rows(api), { authenticator });
  expect(page).toContain('page=3');
  expect(resumed).toEqual([3]);
});

test('a state that would hold a secret in another place is not written, and a WARN says so', async () => {
  server.answer = ({ url }) => {
    if (url === '/rows') return [200, { rows: ids(1), next: `/rows/${encodeURIComponent(KEY)}/2` }];
    return [400, {}];
  };
  const { run, states, ids: all } = await read((api) => new Rows(api), {});
  expect(all).toEqual([1]);
  expect(states.filter((state) => 'slice' in state)).toEqual([]);
  expect(logsOf(run.messages, 'WARN').join()).toContain('would hold a secret');
});

test('a key in the next page of the result of a job is not in a state', async () => {
  class Paged extends Exports {
    override readonly decoder = undefined;
    override readonly records = 'rows';
    override readonly resultPaginator = paginator;
  }
  server.answer = (request) => {
    if (request.method === 'POST') return [201, { id: 1 }];
    const { pathname } = new URL(request.url, server.url);
    return pathname === '/exports/1' ? [200, { status: 'done', files: [{ url: '/rows' }] }] : answer(request);
  };
  const authenticator = new ApiKeyAuthenticator(KEY, { query: 'key' });
  const { page, resumed } = await interrupt((api) => new Paged(api), { authenticator, paginator: undefined });
  expect(page).toContain('page=3');
  expect(resumed).toEqual([3]);
});
