import { expect, test } from 'vitest';
import { z } from 'zod';
import { TEST_CERTIFICATE } from '../../http/certificate.test-helper.js';
import { errorsOf, recordsOf, runCommandInProcess } from '../../testing/index.js';
import {
  BearerAuthenticator,
  type CommandContext,
  HttpApi,
  pageNumberPaginator,
  Source,
  TransformConfig,
  TypeTransformer,
  tryStream,
} from '../index.js';
import { ids, idsOf, LocalApi, Rows, readAll } from './http-stream.test-helper.js';

const api = new LocalApi();

class Tickets extends Rows {}
class Users extends Rows {}

test('streams take what they share from their API, and use its connections', async () => {
  const shared = new HttpApi({
    urlBase: `${api.url}/v1`,
    authenticator: new BearerAuthenticator('token-1234'),
    headers: { 'X-Version': '3', Accept: 'application/hal+json' },
    params: { locale: 'en', tag: ['a', 'b'] },
    userAgent: 'source-desk/1.0',
    transformer: new TypeTransformer(TransformConfig.DefaultSchemaNormalization),
  });
  api.answer = () => [200, [{ id: '1' }]];
  class Groups extends Rows {}
  class Tags extends Rows {}
  const run = await readAll([new Tickets(shared), new Users(shared), new Groups(shared), new Tags(shared)]);
  expect(idsOf(run)).toEqual([1, 1, 1, 1]);
  expect(api.seen[0]).toMatchObject({
    url: '/v1/rows?locale=en&tag=a&tag=b',
    headers: {
      authorization: 'Bearer token-1234',
      'x-version': '3',
      accept: 'application/hal+json',
      'user-agent': 'source-desk/1.0',
    },
  });
  // The pool may open a second one while the first is about to become free.
  expect(api.sockets.opened).toBeLessThanOrEqual(2);
});

test('a property of a stream takes precedence over the API, and a method over both', async () => {
  const shared = new HttpApi({
    urlBase: `${api.url}/v1`,
    authenticator: new BearerAuthenticator('token-1234'),
    params: { locale: 'en', version: 2 },
    headers: { 'x-version': '3' },
    paginator: pageNumberPaginator(),
    maxAttempts: 1,
  });
  class Other extends Rows<string> {
    override get urlBase() {
      return `${api.url}/v2/`;
    }
    override readonly authenticator = undefined;
    override readonly maxAttempts = 2;
    override requestParams() {
      return { locale: 'de', version: undefined };
    }
    override requestHeaders() {
      return { 'X-Version': '4' };
    }
    override nextPage() {
      return undefined;
    }
    override backoffMs() {
      return 1;
    }
  }
  api.answer = () => (api.seen.length === 1 ? [503, ''] : [200, ids(1)]);
  expect(idsOf(await readAll([new Other(shared)]))).toEqual([1]);
  expect(api.asked).toEqual(['/v2/rows?locale=de', '/v2/rows?locale=de']);
  expect(api.seen[1]?.headers).toMatchObject({ 'x-version': '4' });
  expect(api.seen[1]?.headers.authorization).toBeUndefined();
});

test('a stream without API and urlBase says so', async () => {
  const run = await readAll([new Tickets()]);
  expect(errorsOf(run.messages)[0]?.message).toContain('Stream tickets has no urlBase.');
});

test('all connections are closed when a command has ended, whatever its outcome', async () => {
  class Desk extends Source {
    override readonly configSchema = z.object({});
    readonly #api = new HttpApi({ urlBase: api.url, maxAttempts: 1 });
    override async check(_config: unknown, context: CommandContext) {
      await tryStream(new Tickets(this.#api), context);
    }
    override async streams() {
      return [new Tickets(this.#api), new Users(this.#api)];
    }
  }
  api.answer = () => [200, ids(1)];
  const source = new Desk();
  const closed = async () => {
    for (let turns = 0; api.sockets.open > 0 && turns < 100; turns += 1)
      await new Promise((resolve) => setTimeout(resolve, 5));
    return api.sockets.open;
  };
  await runCommandInProcess(source, { command: 'check' });
  expect([api.seen.length, await closed()]).toEqual([1, 0]);
  const { messages } = await runCommandInProcess(source, { command: 'discover' });
  const catalog = messages[0]?.catalog;
  const streams = catalog?.streams.map((stream) => ({ stream, sync_mode: 'full_refresh' }));
  // The API is used again after it was closed.
  const run = await runCommandInProcess(source, { command: 'read', catalog: { streams } });
  expect([recordsOf(run.messages).length, await closed()]).toEqual([2, 0]);
  api.answer = () => [500, ''];
  expect((await runCommandInProcess(source, { command: 'read', catalog: { streams } })).exitCode).toBe(1);
  expect(await closed()).toBe(0);
});

test('connections are closed beside a transport that cannot be made, which is made anew when asked again', async () => {
  const shared = new HttpApi({ urlBase: api.url });
  const settings = { userAgent: 'test/1', timeouts: {} };
  let ca = 'no certificate';
  const transport = {
    tls: {
      get ca() {
        return ca;
      },
    },
  };
  const { send } = await shared.transport({ ...settings, transport: undefined });
  const made = async () => await shared.transport({ ...settings, transport });
  const refused = { code: 'CDK_HTTP_NETWORK', failureType: 'config_error' };
  await expect(made()).rejects.toMatchObject(refused);
  ca = TEST_CERTIFICATE.cert;
  await made();
  ca = 'no certificate';
  api.answer = () => new Promise(() => undefined);
  const ended = expect(send({ method: 'GET', url: api.url, label: 'hanging' })).rejects.toThrow();
  while (api.seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  // It fails while it is closed.
  const failing = expect(shared.transport({ ...settings, userAgent: 'test/2', transport })).rejects.toMatchObject(
    refused,
  );
  await shared.close();
  await Promise.all([failing, ended]);
});

test('an own way to send takes the place of the transport', async () => {
  const sent: string[] = [];
  const shared = new HttpApi({
    urlBase: 'https://desk.invalid',
    transport: {
      send: async ({ url }) => {
        sent.push(url);
        return {
          status: 200,
          header: () => undefined,
          text: async () => '[{"id":5}]',
          async *bytes() {
            yield Buffer.from('[{"id":5}]');
          },
          discard: async () => undefined,
        };
      },
    },
  });
  expect(idsOf(await readAll([new Tickets(shared)]))).toEqual([5]);
  expect(sent).toEqual(['https://desk.invalid/rows']);
});
