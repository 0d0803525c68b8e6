import { createReadStream, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { text } from 'node:stream/consumers';
import type { BenchServer } from '../bench-server.js';
import { WIDE_TABLE, wideSchema } from './wide-table.js';

const AT = '2026-03-01T08:00:00Z';
const LATER = '2100-01-01T00:00:00Z';
const HOUR_S = 3600;

/** The one table of a server. */
export interface ServedTable {
  readonly table: string;
  /** As the schema endpoint of DAP describes it. */
  readonly schema: object;
}

/** Serves files of the wide table. */
export async function startRowServer(files: readonly string[]): Promise<BenchServer> {
  return await startFileServer(files, { table: WIDE_TABLE, schema: wideSchema() });
}

/** Serves given files as the snapshot of one table: as much of DAP as one read needs, so that nothing else takes time. */
export async function startFileServer(files: readonly string[], served: ServedTable): Promise<BenchServer> {
  const byName = new Map(files.map((file) => [basename(file), file]));
  const server = createServer((request, response) => {
    answer(request, response, byName, served).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    clientId: 'bench',
    clientSecret: 'bench-secret',
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  files: ReadonlyMap<string, string>,
  served: ServedTable,
) {
  const path = request.url ?? '';
  const file = files.get(path.slice('/files/'.length));
  if (path.startsWith('/files/') && file !== undefined) {
    response.writeHead(200, { 'content-length': statSync(file).size, etag: `"${basename(file)}"` });
    createReadStream(file).pipe(response);
    return;
  }
  const body = await text(request);
  response.writeHead(200, { 'content-type': 'application/json' });
  const origin = `http://${request.headers.host ?? ''}`;
  response.end(JSON.stringify(reply(path, body, origin, [...files.keys()], served)));
}

function reply(
  path: string,
  body: string,
  origin: string,
  names: readonly string[],
  { table, schema }: ServedTable,
): object {
  if (path === '/ids/auth/login') {
    return { access_token: token(), expires_in: HOUR_S, scope: 'dap', token_type: 'Bearer' };
  }
  if (path.endsWith('/table')) return { tables: [table] };
  if (path.endsWith('/schema')) return { schema, version: 1 };
  if (path === '/dap/object/url') {
    const wanted = JSON.parse(body) as readonly { readonly id: string }[];
    return { urls: Object.fromEntries(wanted.map(({ id }) => [id, { url: `${origin}/files/${id}` }])) };
  }
  const objects = names.map((id) => ({ id }));
  return { id: 'bench-job', status: 'complete', expires_at: LATER, objects, schema_version: 1, at: AT };
}

function token(): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ exp: Math.floor(Date.now() / 1000) + HOUR_S })}.x`;
}
