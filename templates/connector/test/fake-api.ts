import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fakeData, makeItem, type Row } from './fake-data.js';

const PAGE_SIZE = 2;

/**
 * Stands in for the API, so that the tests need neither network nor credentials. Let it answer as the real one does,
 * oddities included.
 */
export class FakeApi {
  readonly key = 'key-for-tests-1234';
  readonly #rows = new Map(Object.entries(fakeData).map(([path, rows]) => [`/v1/${path}`, [...rows]]));
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async start(): Promise<FakeApi> {
    const api = new FakeApi();
    await new Promise<void>((resolve) => api.#server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  /** A configuration that leads here. */
  get config() {
    const { port } = this.#server.address() as AddressInfo;
    return { api_key: this.key, base_url: `http://127.0.0.1:${port}/v1/` };
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const rows = this.#rows.get(pathname);
    if (request.headers['x-api-key'] !== this.key) send(response, 401, { message: 'This key is not known.' });
    else if (rows === undefined) send(response, 404, { message: 'There is no such page.' });
    else if (request.method === 'POST') send(response, 201, addItem(rows));
    else send(response, 200, pageOf(rows, searchParams));
  }
}

/** For tests of what a later read brings. */
function addItem(rows: Row[]): Row {
  const item = makeItem(rows.length + 1);
  rows.push(item);
  return item;
}

function pageOf(rows: readonly Row[], query: URLSearchParams) {
  const since = query.get('updated_since') ?? '';
  const page = Number(query.get('page') ?? 1);
  const found = rows.filter((row) => row.updated_at >= since);
  const end = page * PAGE_SIZE;
  return { data: found.slice(end - PAGE_SIZE, end), has_more: end < found.length };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
