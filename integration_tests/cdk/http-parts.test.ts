import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runAcceptanceSuite } from '../../src/testing/index.js';

const PROGRAM = fileURLToPath(new URL('sample-sources/desk-source.mjs', import.meta.url));
const TOKEN = 'token-of-the-desk';

const agents = [1, 2, 3].map((id) => ({ id, name: `agent ${id}` }));
const tickets = [1, 2, 3, 4, 5].map((id) => ({ id: `${id}`, subject: 'late', changed: `2026-01-0${id}T00:00:00Z` }));
const teams: Record<string, { id: number; region: string }[]> = {
  north: [{ id: 1, region: 'north' }],
  south: [
    { id: 2, region: 'south' },
    { id: 3, region: 'south' },
  ],
};

let server: Server;
let url = '';
let running = 0;
let most = 0;
let busy = 0;

/** Every seventh answer is an error in an answer of status 200; two rows a page at most. */
function answer({ pathname, searchParams }: URL): { status?: number; body: unknown; link?: string } {
  busy += 1;
  if (busy % 7 === 0) return { body: { error: { code: 'BUSY' } } };
  if (pathname === '/v1/agents') {
    const page = Number(searchParams.get('page') ?? 1);
    const more = page * 2 < agents.length ? `</v1/agents?page=${page + 1}>; rel="next"` : undefined;
    return { body: agents.slice(page * 2 - 2, page * 2), ...(more === undefined ? {} : { link: more }) };
  }
  if (pathname === '/v1/tickets:search') {
    const since = searchParams.get('since') ?? '';
    const rows = tickets.filter(({ changed }) => changed >= since);
    const from = Number(searchParams.get('after') ?? 0);
    return { body: { data: rows.slice(from, from + 2), meta: { next: from + 2 < rows.length ? from + 2 : '' } } };
  }
  const rows = teams[/^\/v1\/regions\/(\w+)\/teams$/.exec(pathname)?.[1] ?? ''];
  const from = Number(searchParams.get('offset'));
  return rows === undefined
    ? { status: 404, body: {} }
    : { body: { rows: rows.slice(from, from + 1), total: rows.length } };
}

beforeAll(async () => {
  server = createServer((request, response) => {
    running += 1;
    most = Math.max(most, running);
    setTimeout(() => {
      running -= 1;
      const isKnown = request.headers.authorization === `Token ${TOKEN}`;
      const { status, body, link } = isKnown
        ? answer(new URL(request.url ?? '', 'http://h'))
        : { status: 401, body: { message: 'Who are you?' }, link: undefined };
      response.writeHead(status ?? 200, link === undefined ? {} : { link }).end(JSON.stringify(body));
    }, 2);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('a source made of the parts passes the acceptance suite', async () => {
  const report = await runAcceptanceSuite({
    command: [process.execPath, PROGRAM],
    config: { url, token: TOKEN },
    invalidConfig: { url, token: 'another one' },
  });
  expect(report.assertions.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  expect(report.hasPassed).toBe(true);
  // The budget held across the streams that were read at the same time.
  expect(most).toBe(2);
});
