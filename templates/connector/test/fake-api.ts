import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const PAGE_SIZE = 2;

/**
 * Stands in for the API, so that the tests need neither network nor credentials. Make it answer as the real one does,
 * oddities included.
 */
export class FakeApi {
  readonly key = 'key-for-tests-1234';
  readonly #items = Array.from({ length: 5 }, (_, index) => makeItem(index + 1));
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

  /** Makes something new to read. */
  addItem(): void {
    this.#items.push(makeItem(this.#items.length + 1));
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (request.headers['x-api-key'] !== this.key) send(response, 401, { message: 'This key is not known.' });
    else if (url.pathname === '/v1/items') send(response, 200, this.#page(url.searchParams));
    else send(response, 404, { message: 'There is no such page.' });
  }

  #page(query: URLSearchParams) {
    const since = query.get('updated_since') ?? '';
    const page = Number(query.get('page') ?? 1);
    const found = this.#items.filter((item) => item.updated_at >= since);
    const end = page * PAGE_SIZE;
    return { items: found.slice(end - PAGE_SIZE, end), next_page: end < found.length ? page + 1 : null };
  }
}

/** The price comes as a text, as it does from many an API: the schema says number, and the transformer casts it. */
function makeItem(id: number) {
  const day = String(id).padStart(2, '0');
  return { id, name: `Item ${id}`, price: `${id}.50`, updated_at: `2026-01-${day}T12:00:00Z` };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
