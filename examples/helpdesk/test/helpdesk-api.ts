import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HelpdeskData, type Row } from './helpdesk-data.js';

/** Its comments are gone, although the list of tickets still has it. */
export const DELETED_TICKET = 7;
const PAGE_SIZE = 5;

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}

/** An imaginary helpdesk on this machine, for tests. The first request of a list of users is refused, as is one of tickets. */
export class HelpdeskApi {
  readonly data: HelpdeskData;
  /** Requested paths with their queries, and what they were answered with. */
  readonly requests: { readonly url: string; readonly status: number }[] = [];
  readonly #server: Server;
  readonly #refusals = new Map<string, Answer>([
    ['/v1/users', { status: 429, body: { message: 'Slow down.' }, headers: { 'retry-after': '1' } }],
    ['/v1/tickets', { status: 409, body: { message: 'The list is being sorted.' } }],
  ]);
  #tokens = 0;

  private constructor(zone: string) {
    this.data = new HelpdeskData(zone);
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
  }

  static async start(zone = 'America/Mexico_City'): Promise<HelpdeskApi> {
    const api = new HelpdeskApi(zone);
    await new Promise<void>((resolve) => api.#server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  /** A configuration that works now: each refresh token can be used once. */
  get config() {
    const { port } = this.#server.address() as AddressInfo;
    return {
      client_id: 'reader',
      client_secret: 'reader-secret-1234',
      refresh_token: this.#refreshToken,
      start_date: '2021-06-01',
      time_zone: this.data.zone,
      base_url: `http://127.0.0.1:${port}`,
    };
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  get #refreshToken(): string {
    return `refresh-token-${this.#tokens}`;
  }

  get #accessToken(): string {
    return `access-token-${this.#tokens}`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const part of request) body += String(part);
    const url = new URL(request.url ?? '/', this.config.base_url);
    const isToken = request.method === 'POST' && url.pathname === '/oauth/token';
    const answer = isToken ? this.#token(new URLSearchParams(body)) : this.#rows(url, request.headers.authorization);
    this.requests.push({ url: `${url.pathname}${url.search}`, status: answer.status });
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(JSON.stringify(answer.body));
  }

  #token(form: URLSearchParams): Answer {
    const { client_id: id, client_secret: secret, refresh_token: token } = this.config;
    const isGood = form.get('client_id') === id && form.get('client_secret') === secret;
    if (!isGood || form.get('refresh_token') !== token) return { status: 400, body: { error: 'invalid_grant' } };
    this.#tokens += 1;
    const tokens = { access_token: this.#accessToken, refresh_token: this.#refreshToken };
    return { status: 200, body: { ...tokens, token_type: 'bearer', expires_in: 3600 } };
  }

  #rows(url: URL, authorization: string | undefined): Answer {
    if (authorization !== `Bearer ${this.#accessToken}`) return { status: 401, body: { message: 'Unknown token.' } };
    const refusal = this.#refusals.get(url.pathname);
    this.#refusals.delete(url.pathname);
    const rows = this.#rowsAt(url);
    return refusal ?? (rows === undefined ? { status: 404, body: { message: 'Not found.' } } : page(rows, url));
  }

  #rowsAt({ pathname, searchParams }: URL): readonly Row[] | undefined {
    const ticket = Number(/^\/v1\/tickets\/(\d+)\/comments$/.exec(pathname)?.[1]);
    const from = searchParams.get('updated_from') ?? '';
    const to = searchParams.get('updated_to') ?? '9999';
    const inside = ({ updated_at: at }: Row) => String(at) >= from && String(at) <= to;
    if (ticket === DELETED_TICKET) return undefined;
    if (!Number.isNaN(ticket)) return this.data.comments(ticket).filter(inside);
    if (pathname === '/v1/tickets') return this.data.tickets().filter(inside);
    if (pathname === '/v1/users') return this.data.users();
    return pathname === '/v1/organizations' ? this.data.organizations() : undefined;
  }
}

/** Each list has its own way to name the next page. */
function page(rows: readonly Row[], url: URL): Answer {
  const from = Number(url.searchParams.get('cursor') ?? 0);
  const end = from + PAGE_SIZE;
  const next = new URL(url);
  next.searchParams.set('cursor', String(end));
  const data = rows.slice(from, end);
  const hasMore = end < rows.length;
  if (url.pathname === '/v1/users') {
    return { status: 200, body: { data }, headers: hasMore ? { link: `<${next.href}>; rel="next"` } : {} };
  }
  if (url.pathname === '/v1/organizations') {
    return { status: 200, body: { data, next_url: hasMore ? `${next.pathname}${next.search}` : null } };
  }
  return { status: 200, body: { data, next_cursor: hasMore ? String(end) : null } };
}
