import type { Agent, Dispatcher } from 'undici';
import { joinWith, orAbort, throwIfAborted } from './abort.js';
import { toHttpFailure } from './http-failure.js';
import { readBody } from './read-body.js';
import type { HttpRequest, HttpResponse, HttpTimeouts, Transport } from './transport.js';
import { DEFAULT_TIMEOUTS } from './transport.js';

/** What a transport is made of. */
export interface TransportOptions {
  readonly userAgent: string;
  readonly timeouts?: Partial<HttpTimeouts>;
}

/** Bodies below this size are read to their end on `discard`, so that the connection lives on. */
const DISCARD_BYTES = 128 * 1024;
/** Longest time spent on that. */
const DISCARD_MS = 5000;

/**
 * The one transport: undici with connections of its own. Redirects are not followed, so no header ever
 * travels to another host. undici is loaded at the first call.
 *
 * @example
 * const { send, close } = createTransport({ userAgent: 'tool/1.0' });
 * const answer = await send({ method: 'GET', url: 'http://127.0.0.1:8080/', label: 'home' });
 */
export function createTransport(options: TransportOptions): Transport {
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const closing = new AbortController();
  const untilClosed = joinWith(closing.signal);
  let agent: Promise<{ agent: Agent; request: typeof import('undici').request }> | undefined;
  const load = async () => {
    const undici = await import('undici');
    // The body's silence is watched in readBody, which knows whether anybody is waiting for it.
    const { connectMs, headersMs } = timeouts;
    return {
      agent: new undici.Agent({ connect: { timeout: connectMs }, headersTimeout: headersMs, bodyTimeout: 0 }),
      request: undici.request,
    };
  };
  const send = async (request: HttpRequest): Promise<HttpResponse> => {
    const signal = untilClosed(request.signal);
    return await orAbort(signal, async () => {
      agent ??= load();
      const undici = await agent;
      throwIfAborted(signal);
      const host = new URL(request.url).host;
      try {
        const { url, method, body } = request;
        const headers = { 'user-agent': options.userAgent, ...request.headers };
        const answer = await undici.request(url, {
          method,
          headers,
          dispatcher: undici.agent,
          ...(body === undefined ? {} : { body }),
          signal,
        });
        return new UndiciResponse(answer, { host, idleMs: timeouts.idleMs, signal });
      } catch (error) {
        throw toHttpFailure(error, host);
      }
    });
  };
  const close = async () => {
    closing.abort();
    await (await agent)?.agent.destroy();
  };
  return { send, close };
}

interface BodyContext {
  readonly host: string;
  readonly idleMs: number;
  readonly signal: AbortSignal;
}

class UndiciResponse implements HttpResponse {
  readonly status: number;
  readonly #answer: Dispatcher.ResponseData;
  readonly #context: BodyContext;
  #text: Promise<string> | undefined;

  constructor(answer: Dispatcher.ResponseData, context: BodyContext) {
    this.status = answer.statusCode;
    this.#answer = answer;
    this.#context = context;
    // Giving up a body makes undici emit an error that nobody awaits any more.
    answer.body.on('error', () => undefined);
  }

  header(name: string): string | undefined {
    const value = this.#answer.headers[name];
    return Array.isArray(value) ? value[0] : value;
  }

  bytes(): AsyncGenerator<Buffer, void, void> {
    return readBody(this.#answer.body, this.#context);
  }

  text(): Promise<string> {
    this.#text ??= this.#readText();
    return this.#text;
  }

  async discard(): Promise<void> {
    if (this.#text !== undefined) return;
    const signal = AbortSignal.timeout(Math.min(this.#context.idleMs, DISCARD_MS));
    // Whatever goes wrong with a body that nobody wants ends in a closed connection, which is all that is asked.
    await this.#answer.body.dump({ limit: DISCARD_BYTES, signal }).catch(() => undefined);
  }

  async #readText(): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.bytes()) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
  }
}
