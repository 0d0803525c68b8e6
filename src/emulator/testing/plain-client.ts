import { gunzipSync } from 'node:zlib';
import { type JsonObject, parseJson } from '../../util/json.js';
import type { Emulator } from '../emulator.js';

/** An answer with its JSON body, or its text if it is not JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: JsonObject;
  readonly text: string;
}

/** A job that is over, and the lines of its files. */
export interface Fetched {
  readonly job: JsonObject;
  readonly lines: readonly string[];
}

/** A client of a few lines that retries nothing: what the emulator really answers. */
export class PlainClient {
  readonly #emulator: Emulator;
  #token = '';

  constructor(emulator: Emulator) {
    this.#emulator = emulator;
  }

  /** Logs in and keeps the token. */
  async login(secret: string = this.#emulator.clientSecret): Promise<Answer> {
    const basic = Buffer.from(`${this.#emulator.clientId}:${secret}`).toString('base64');
    const answer = await toAnswer(
      await fetch(`${this.#emulator.baseUrl}/ids/auth/login`, {
        method: 'POST',
        headers: { authorization: `Basic ${basic}` },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      }),
    );
    this.#token = String(answer.body['access_token'] ?? '');
    return answer;
  }

  get token(): string {
    return this.#token;
  }

  async call(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Answer> {
    const headers = { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    return toAnswer(await fetch(this.#emulator.baseUrl + path, signal === undefined ? init : { ...init, signal }));
  }

  query(table: string, query: object): Promise<Answer> {
    const [namespace, name] = table.split('.');
    return this.call('POST', `/dap/query/${namespace}/table/${name}/data`, { format: 'jsonl', ...query });
  }

  /** Asks for a job until it is over. */
  async finish(first: Answer): Promise<JsonObject> {
    let answer = first;
    while (answer.status === 202) answer = await this.call('GET', `/dap/job/${String(answer.body['id'])}`);
    return answer.body;
  }

  /** URLs of all files of a job, in order. */
  async urls(job: JsonObject): Promise<readonly string[]> {
    const objects = job['objects'] as { id: string }[];
    if (objects.length === 0) return [];
    const answer = await this.call('POST', '/dap/object/url', objects);
    const urls = answer.body['urls'] as Record<string, { url: string }>;
    return objects.map((object) => urls[object.id]?.url ?? '');
  }

  /** Runs a query to its lines. */
  async fetch(table: string, query: object = {}): Promise<Fetched> {
    const job = await this.finish(await this.query(table, query));
    let text = '';
    for (const url of await this.urls(job)) text += gunzipSync(await (await fetch(url)).arrayBuffer()).toString();
    return { job, lines: text.split('\n').slice(0, -1) };
  }
}

async function toAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get('content-type') === 'application/json';
  return { status: response.status, headers: response.headers, body: isJson ? parseLenient(text) : {}, text };
}

function parseLenient(text: string): JsonObject {
  try {
    return parseJson(text) as JsonObject;
  } catch {
    return {};
  }
}
