import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach } from 'vitest';
import { z } from 'zod';
import { catalogOf, type InProcessRun, recordsOf, runCommandInProcess } from '../../testing/index.js';
import type { HttpPage } from '../index.js';
import { HttpStream, Source, type Stream } from '../index.js';

/** An answer: status, body (a value becomes JSON), headers. */
export type Scripted = readonly [status: number, body: unknown, headers?: Record<string, string | string[]>];

/** A request as the server saw it. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A real server on this machine for each test; `answer` says what it answers. */
export class LocalApi {
  readonly seen: Seen[] = [];
  answer: (request: Seen) => Scripted | Promise<Scripted> = () => [404, ''];
  url = '';
  /** Connections of this test. */
  sockets = { opened: 0, open: 0 };

  constructor() {
    let server = createServer();
    beforeEach(async () => {
      this.seen.length = 0;
      const sockets = { opened: 0, open: 0 };
      this.sockets = sockets;
      server = createServer((request, response) => void this.#serve(request, response));
      server.on('connection', (socket) => {
        sockets.opened += 1;
        sockets.open += 1;
        socket.on('close', () => {
          sockets.open -= 1;
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterEach(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
  }

  /** The URLs that were asked, without host. */
  get asked(): string[] {
    return this.seen.map(({ url }) => url);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method = '', url = '', headers } = request;
    const seen = { method, url, headers, body };
    this.seen.push(seen);
    const [status, answer, more = {}] = await this.answer(seen);
    response.writeHead(status, { 'content-type': 'application/json', ...more });
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  }
}

/** A stream whose answers are lists of rows, or objects with a list `rows`. */
export class Rows<Page = unknown> extends HttpStream<{ id: number }, Page> {
  override readonly primaryKey = 'id';
  override path(): string {
    return 'rows';
  }
  override async getJsonSchema() {
    return { type: 'object', properties: { id: { type: 'integer' } } };
  }
  override parseResponse(answer: HttpPage): { id: number }[] {
    const body = answer.json();
    return (Array.isArray(body) ? body : (body as { rows: { id: number }[] }).rows) as { id: number }[];
  }
}

/** Rows with these ids. */
export const ids = (...values: readonly number[]) => values.map((id) => ({ id }));

/** The ids of the records of a run. */
export function idsOf(run: InProcessRun): unknown[] {
  return recordsOf(run.messages).map(({ data }) => data['id']);
}

/** Reads streams as the streams of one source, several at a time. */
export async function readAll(
  streams: readonly Stream<object>[],
  options: { concurrency?: number; signal?: AbortSignal; state?: unknown } = {},
): Promise<InProcessRun> {
  class Streams extends Source {
    override readonly configSchema = z.object({});
    override async check() {}
    override async streams() {
      return [...streams];
    }
    override concurrency() {
      return options.concurrency ?? 1;
    }
  }
  const { messages } = await runCommandInProcess(new Streams(), { command: 'discover' });
  const catalog = catalogOf(messages, { syncMode: 'incremental' });
  const { signal, state } = options;
  return await runCommandInProcess(new Streams(), {
    command: 'read',
    catalog,
    state,
    ...(signal === undefined ? {} : { signal }),
  });
}
