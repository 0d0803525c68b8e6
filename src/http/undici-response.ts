import type { Dispatcher } from 'undici';
import { HttpFailure } from './http-failure.js';
import { readBody } from './read-body.js';
import type { HttpResponse } from './transport.js';

/** What a response has to know about its call. */
export interface ResponseContext {
  readonly host: string;
  readonly idleMs: number;
  readonly maxTextBytes: number;
  readonly signal: AbortSignal;
}

/** Bytes kept of the body of a non-2xx response: enough for any error envelope, however large an error page is. */
const MAX_ERROR_BYTES = 64 * 1024;
/** Bodies below this size are read to their end on `discard`, so that the connection can be used again. */
const DISCARD_BYTES = 128 * 1024;
/** Longest time spent on that. */
const DISCARD_MS = 5000;

/** A response of undici as an {@link HttpResponse}. */
export class UndiciResponse implements HttpResponse {
  readonly status: number;
  readonly #answer: Dispatcher.ResponseData;
  readonly #context: ResponseContext;
  #text: Promise<string> | undefined;

  constructor(answer: Dispatcher.ResponseData, context: ResponseContext) {
    this.status = answer.statusCode;
    this.#answer = answer;
    this.#context = context;
    // Discarding a body makes undici emit an error that is no longer awaited.
    answer.body.on('error', () => undefined);
  }

  header(name: string): string | undefined {
    const value = this.#answer.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
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
    // Any error of a discarded body closes the connection, which is sufficient.
    await this.#answer.body.dump({ limit: DISCARD_BYTES, signal }).catch(() => undefined);
  }

  async #readText(): Promise<string> {
    const isSuccess = this.status >= 200 && this.status < 300;
    const { host, maxTextBytes } = this.#context;
    const limit = isSuccess ? maxTextBytes : MAX_ERROR_BYTES;
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of this.bytes()) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes <= limit) continue;
      if (isSuccess) throw new HttpFailure('too-large', host);
      break;
    }
    return Buffer.concat(chunks).subarray(0, limit).toString('utf8');
  }
}
