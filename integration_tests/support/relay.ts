import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Emulator } from '../../src/emulator/index.js';

/** Where a relay changes what passes. */
export interface Alterations {
  /** A file, decompressed; `index` is its place in its job. Its entity tag stays, as that of a copy that was damaged. */
  file?: ((content: string, index: number) => string) | undefined;
  /** The JSON text of an answer of the API; an object changes the status, too. */
  answer?: ((body: string, path: string, sent: string) => string | { status: number; body: string }) | undefined;
  /** The body of a call of the API. */
  call?: ((body: string, path: string) => string) | undefined;
  /** Logs in with these instead of what comes: a second key of the same account. */
  credentials?: { readonly clientId: string; readonly clientSecret: string } | undefined;
}

/** What a request needs to be the same one behind the relay. */
const PASSED_HEADERS = ['authorization', 'content-type', 'x-instauth', 'user-agent'];
const STORE_URL = /http:\/\/127\.0\.0\.1:\d+(?=\/dap-objects\/)/g;

/** A server between connector and emulator that can change answers and files: content that the emulator never makes. */
export class Relay {
  /** Changed at any time. */
  readonly alter: Alterations = {};
  readonly #target: string;
  readonly #server: Server;
  #store = '';

  private constructor(target: string) {
    this.#target = target;
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch(() => response.destroy());
    });
  }

  static async start(emulator: Pick<Emulator, 'baseUrl'>, alter: Alterations = {}): Promise<Relay> {
    const relay = new Relay(emulator.baseUrl);
    Object.assign(relay.alter, alter);
    relay.#server.listen(0, '127.0.0.1');
    await once(relay.#server, 'listening');
    return relay;
  }

  /** Settings of a connector that is to read through this relay. */
  get config(): { readonly base_url: string } {
    return { base_url: `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}` };
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    if (this.#server.listening) await once(this.#server, 'close');
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    await (path.startsWith('/dap-objects/') ? this.#passFile(path, response) : this.#passCall(path, request, response));
  }

  async #passCall(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = request.method === 'POST' ? await text(request) : undefined;
    const body = sent === undefined ? {} : { body: this.alter.call?.(sent, path) ?? sent };
    const headers = this.#headersOf(request);
    const answer = await fetch(this.#target + path, { method: request.method ?? 'GET', headers, ...body });
    const original = await answer.text();
    this.#store = STORE_URL.exec(original)?.[0] ?? this.#store;
    STORE_URL.lastIndex = 0;
    const passed = original.replace(STORE_URL, this.config.base_url);
    const type = answer.headers.get('content-type') ?? 'application/json';
    const altered = this.alter.answer?.(passed, path, sent ?? '') ?? passed;
    const status = typeof altered === 'string' ? answer.status : altered.status;
    response.writeHead(status, { 'content-type': type, ...pick(answer.headers, 'date', 'retry-after') });
    response.end(typeof altered === 'string' ? altered : altered.body);
  }

  #headersOf(request: IncomingMessage): Record<string, string> {
    const { headers } = request;
    const passed = PASSED_HEADERS.flatMap((name) =>
      headers[name] === undefined ? [] : [[name, String(headers[name])]],
    );
    const { credentials } = this.alter;
    if (credentials === undefined || headers.authorization?.startsWith('Basic ') !== true)
      return Object.fromEntries(passed);
    const pair = Buffer.from(`${credentials.clientId}:${credentials.clientSecret}`).toString('base64');
    return { ...Object.fromEntries(passed), authorization: `Basic ${pair}` };
  }

  /** Files are served whole, so that a changed one stays one file. */
  async #passFile(path: string, response: ServerResponse): Promise<void> {
    const answer = await fetch(this.#store + path);
    const stored = Buffer.from(await answer.arrayBuffer());
    const index = Number(/part-(\d+)/.exec(path)?.[1] ?? 0);
    const { file } = this.alter;
    const served = answer.ok && file !== undefined ? gzipSync(file(gunzipSync(stored).toString(), index)) : stored;
    response.writeHead(answer.status, {
      ...pick(answer.headers, 'etag', 'content-type'),
      'content-length': served.length,
    });
    response.end(served);
  }
}

function pick(headers: Headers, ...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (headers.has(name) ? [[name, headers.get(name) as string]] : [])));
}
