import { once } from 'node:events';
import { Readable } from 'node:stream';
import type { Context } from 'hono';
import type { Operation } from '../faults.js';
import type { Reply } from '../reply.js';
import { failure, json } from '../reply.js';
import type { ApiRequest } from '../routes/api-request.js';
import { serveApi } from '../routes/serve-api.js';
import type { ServerState } from '../server-state.js';
import type { FetchFunction, HttpPackages, NodeBindings } from './optional-packages.js';

type Env = { Bindings: NodeBindings };
type AppContext = Context<Env>;

/** Serves a request of the administration. */
export type ServeAdmin = (method: string, path: readonly string[], body: string) => Promise<Reply>;

const PREFIXES = ['/dap', '/dap/beta'] as const;
const CALLS: readonly (readonly [method: 'GET' | 'POST', path: string, operation: Operation])[] = [
  ['GET', '/query/:namespace/table', 'list'],
  ['GET', '/query/:namespace/table/:table/schema', 'schema'],
  ['POST', '/query/:namespace/table/:table/data', 'data'],
  ['GET', '/job/:id', 'job'],
  ['POST', '/object/url', 'url'],
];

/** The web application: paths to operations, replies to responses. */
export function createApiApp(
  packages: HttpPackages,
  state: ServerState,
  serveAdmin: ServeAdmin,
): { readonly fetch: FetchFunction } {
  const app = new packages.Hono<Env>();
  const respond = (context: AppContext, reply: Reply) => toResponse(packages, state, context, reply);
  app.post('/ids/auth/login', async (context) =>
    respond(context, await serveApi(state, 'login', await readRequest(context))),
  );
  for (const prefix of PREFIXES) {
    for (const [method, path, operation] of CALLS) {
      app.on(method, prefix + path, async (context) =>
        respond(context, await serveApi(state, operation, await readRequest(context))),
      );
    }
  }
  app.all('/emulator/*', async (context) => {
    const path = context.req.path.split('/').slice(2).map(decodeURIComponent);
    return respond(context, await serveAdmin(context.req.method, path, await context.req.text()));
  });
  app.notFound((context) => respond(context, json(404, { message: 'no Route matched with those values' })));
  app.onError((error, context) => respond(context, failure(500, 'InternalServerError', error.message)));
  return { fetch: (request, env) => app.fetch(request, env) };
}

async function readRequest(context: AppContext): Promise<ApiRequest> {
  const { req } = context;
  const params: Readonly<Record<string, string>> = req.param();
  return {
    method: req.method,
    path: req.path,
    authorization: req.header('authorization'),
    instAuth: req.header('x-instauth'),
    userAgent: req.header('user-agent'),
    scope: req.query('scope'),
    namespace: params['namespace'],
    table: params['table'],
    jobId: params['id'],
    body: req.method === 'POST' ? await req.text() : '',
  };
}

async function toResponse(
  packages: HttpPackages,
  state: ServerState,
  context: AppContext,
  reply: Reply,
): Promise<Response> {
  const { socket } = context.env.incoming;
  if (reply.kind === 'drop') {
    socket.resetAndDestroy();
    return packages.RESPONSE_ALREADY_SENT;
  }
  if (reply.kind === 'stall') {
    if (!socket.destroyed) await once(socket, 'close');
    return packages.RESPONSE_ALREADY_SENT;
  }
  const headers = { 'Content-Type': reply.contentType, Date: new Date(state.clock.nowMicros() / 1000).toUTCString() };
  if (reply.kind === 'stream') {
    return new Response(Readable.toWeb(Readable.from(reply.lines)) as ReadableStream, { headers });
  }
  return new Response(reply.text, { status: reply.status, headers: { ...headers, ...reply.headers } });
}
