import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServerAddress } from './bench-server.js';

const POLL_MS = 500;

/** The part of a job that matters here. */
interface JobAnswer {
  readonly id: string;
  readonly status: string;
  readonly at?: string;
  readonly until?: string;
  readonly objects?: readonly { readonly id: string }[];
}

/** What a query asks for besides its table. */
export type QueryBody = Readonly<Record<string, string>>;

/** A complete job: its objects, and an address for each, which lives for 15 minutes. */
export interface Snapshot {
  /** The instant of the data; the changes since then are an incremental query. */
  readonly at: string;
  readonly objectIds: readonly string[];
  urlOf(objectId: string): Promise<string>;
}

const JSONL: QueryBody = { format: 'jsonl' };

/** Has the snapshot of a table made, by plain requests. Every client gets the same one for the next 24 hours. */
export async function openSnapshot(server: ServerAddress, table: string, query: QueryBody = JSONL): Promise<Snapshot> {
  const call = await authorized(server);
  let job = (await call(`/dap/query/canvas/table/${table}/data`, query)) as JobAnswer;
  while (job.status === 'waiting' || job.status === 'running') {
    await delay(POLL_MS);
    job = (await call(`/dap/job/${job.id}`)) as JobAnswer;
  }
  if (job.objects === undefined) throw new Error(`The snapshot of ${table} ended as ${job.status}.`);
  return {
    at: job.at ?? job.until ?? '',
    objectIds: job.objects.map(({ id }) => id),
    urlOf: async (id) => {
      const answer = (await call('/dap/object/url', [{ id }])) as { urls: Record<string, { url: string }> };
      return answer.urls[id]?.url ?? '';
    },
  };
}

/**
 * Downloads the files of a table's snapshot by plain requests: they are what the connector is compared with, and it
 * gets the same job, because an identical query does not make another one.
 *
 * @returns their paths, in the order of the job.
 */
export async function downloadSnapshot(
  server: ServerAddress,
  table: string,
  folder: string,
  query: QueryBody = JSONL,
): Promise<string[]> {
  const { objectIds, urlOf } = await openSnapshot(server, table, query);
  const files: string[] = [];
  for (const id of objectIds) {
    const path = join(folder, `${createHash('sha256').update(id).digest('hex').slice(0, 16)}.gz`);
    const response = await fetch(await urlOf(id));
    if (!response.ok || response.body === null) throw new Error(`A file of ${table} cannot be downloaded.`);
    await pipeline(Readable.fromWeb(response.body as ReadableStream), createWriteStream(path));
    files.push(path);
  }
  return files;
}

/** Logs in; gives a function that sends a request, with a POST if it has a body. */
export async function authorized({
  baseUrl,
  clientId,
  clientSecret,
}: ServerAddress): Promise<(path: string, body?: unknown) => Promise<unknown>> {
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  const login = await fetch(`${baseUrl}/ids/auth/login`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = (await login.json()) as { access_token: string };
  return async (path: string, body?: unknown): Promise<unknown> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(`${baseUrl}${path}`, { ...init, headers });
    if (!response.ok) throw new Error(`The emulator answers ${path} with ${response.status}.`);
    return await response.json();
  };
}
