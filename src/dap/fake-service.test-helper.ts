import type { ServerResponse } from 'node:http';
import { SkippingClock } from '../util/clock.test-helper.js';
import { DapClient } from './client.js';
import type { DapClientOptions } from './client-options.js';
import type { DapEvent } from './dap-event.js';
import type { ScriptedServer, SeenRequest } from './scripted-server.test-helper.js';
import { sendJson, startServer } from './scripted-server.test-helper.js';

/** How a blob is served; the default sends the whole of it, ranges included. */
export type BlobHandler = (request: SeenRequest, response: ServerResponse, time: number) => void | Promise<void>;

/** A small DAP: login, one complete job per submission unless scripted otherwise, blobs by object id. */
export interface FakeService {
  readonly server: ScriptedServer;
  readonly client: DapClient;
  readonly clock: SkippingClock;
  readonly events: DapEvent[];
  readonly secrets: string[];
  /** Stored bytes by object id; becomes the objects of the job. */
  readonly blobs: Map<string, Buffer>;
  /** Replaces the answer to a path ("POST /dap/query/canvas/table/courses/data"), given how often it was asked. */
  readonly routes: Map<string, (request: SeenRequest, response: ServerResponse, time: number) => void>;
  /** Replaces how an object is served. */
  readonly blobHandlers: Map<string, BlobHandler>;
  count(path: string): number;
  close(): Promise<void>;
}

export const REF = { namespace: 'canvas', table: 'courses' };
export const SUBMIT = 'POST /dap/query/canvas/table/courses/data';
export const URLS = 'POST /dap/object/url';
export const LOGIN = 'POST /ids/auth/login';

/** Starts the service with a client for it, on a clock that does not wait. */
export async function startService(options: Partial<DapClientOptions> = {}): Promise<FakeService> {
  const counts = new Map<string, number>();
  const blobs: FakeService['blobs'] = new Map();
  const routes: FakeService['routes'] = new Map();
  const blobHandlers: FakeService['blobHandlers'] = new Map();
  const clock = new SkippingClock();
  const events: DapEvent[] = [];
  const secrets: string[] = [];
  const sign = { count: 0 };

  const server = await startServer(async (request, response) => {
    const path = request.path.split('?')[0] ?? '';
    const key = `${request.method} ${path}`;
    const time = (counts.get(key) ?? 0) + 1;
    counts.set(key, time);
    const route = routes.get(key);
    if (route !== undefined) {
      route(request, response, time);
      return;
    }
    if (!path.startsWith('/blob/')) {
      sendDefault(key, { request, response, time, blobs, sign, baseUrl: server.url });
      return;
    }
    const objectId = decodeURIComponent(lastPart(path));
    const serve = blobHandlers.get(objectId) ?? ((seen, answer) => serveBlob(blobs.get(objectId), seen, answer));
    await serve(request, response, time);
  });
  const client = new DapClient({
    clientId: 'us-east-1#0c59cade',
    clientSecret: 'pa55word',
    baseUrl: server.url,
    clock,
    random: () => 0.5,
    timeouts: { idleMs: 150 },
    onEvent: (event) => events.push(event),
    registerSecret: (secret) => secrets.push(secret),
    ...options,
  });
  const close = async () => {
    await client.close();
    await server.close();
  };
  const count = (key: string) => counts.get(key) ?? 0;
  return { server, client, clock, events, secrets, blobs, routes, blobHandlers, count, close };
}

interface DefaultContext {
  readonly request: SeenRequest;
  readonly response: ServerResponse;
  readonly time: number;
  readonly blobs: Map<string, Buffer>;
  readonly sign: { count: number };
  readonly baseUrl: string;
}

function sendDefault(key: string, context: DefaultContext): void {
  const { request, response, time, blobs, sign, baseUrl } = context;
  if (key === LOGIN) {
    sendJson(response, 200, { access_token: `token-${time}`, expires_in: 3600 });
  } else if (key === SUBMIT) {
    sendJson(response, 200, completeJob('job-1', blobs));
  } else if (key.startsWith('GET /dap/job/')) {
    sendJson(response, 200, completeJob(lastPart(key), blobs));
  } else if (key === URLS) {
    sign.count += 1;
    const ids = (JSON.parse(request.body) as { id: string }[]).map(({ id }) => id);
    const url = (id: string) => `${baseUrl}/blob/${encodeURIComponent(id)}?Signature=s3cret-${sign.count}`;
    sendJson(response, 200, { urls: Object.fromEntries(ids.map((id) => [id, { url: url(id) }])) });
  } else {
    sendJson(response, 404, { error: { type: 'ObjectNotFound', uuid: 'u-404', message: 'no' } });
  }
}

/** A complete snapshot job that owns `blobs`. */
export function completeJob(id: string, blobs: Map<string, Buffer>, fields: Record<string, unknown> = {}) {
  const objects = [...blobs.keys()].map((objectId) => ({ id: objectId }));
  return { id, status: 'complete', objects, schema_version: 3, at: '2026-03-01T08:00:00.123456Z', ...fields };
}

/** Sends a stored blob, or the part of it that the request's range asks for. */
export function serveBlob(
  blob: Buffer | undefined,
  request: SeenRequest,
  response: ServerResponse,
  etag = '"v1"',
): void {
  if (blob === undefined) {
    response.writeHead(404).end();
    return;
  }
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  const from = Number(range?.[1] ?? 0);
  const part = blob.subarray(from);
  response.writeHead(range === null ? 200 : 206, {
    'content-length': part.length,
    etag,
    ...(range === null ? {} : { 'content-range': `bytes ${from}-${blob.length - 1}/${blob.length}` }),
  });
  response.end(part);
}

/** Sends the head and the first `bytes` of a part, then breaks the connection. */
export function serveThenCut(blob: Buffer, bytes: number, request: SeenRequest, response: ServerResponse): void {
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  const from = Number(range?.[1] ?? 0);
  response.writeHead(range === null ? 200 : 206, {
    'content-length': blob.length - from,
    etag: '"v1"',
    ...(range === null ? {} : { 'content-range': `bytes ${from}-${blob.length - 1}/${blob.length}` }),
  });
  response.write(blob.subarray(from, from + bytes), () => setTimeout(() => response.destroy(), 10));
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The route of the list of tables. */
export const TABLES = 'GET /dap/query/canvas/table';

/** A service with two tables. */
export async function startWithTables(options: Parameters<typeof startService>[0] = {}): Promise<FakeService> {
  const service = await startService(options);
  service.routes.set(TABLES, (_, response) => sendJson(response, 200, { tables: ['courses', 'users'] }));
  return service;
}
