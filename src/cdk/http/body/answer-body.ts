import type { HttpRequest, HttpResponse } from '../../../http/transport.js';
import type { HttpBody } from './body-decoder.js';
import { BodyError, type BodyErrorOptions } from './body-error.js';
import { charsetOf, decodeText } from './charset.js';
import { withoutCodings } from './content-coding.js';

/** Bytes kept of the body of an error answer: enough for any envelope, however large an error page is. */
const MAX_ERROR_BYTES = 64 * 1024;

/** What an {@link AnswerBody} needs beside the answer. */
export interface AnswerContext {
  readonly request: HttpRequest;
  readonly maxBytes: number;
  /** In place of the charset that the answer names. */
  readonly charset: string | undefined;
}

/** The body of an answer of an API. */
export class AnswerBody implements HttpBody {
  readonly status: number;
  readonly label: string;
  readonly contentType: string | undefined;
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
  readonly #response: HttpResponse;
  readonly #charset: string | undefined;
  readonly #hasBody: boolean;
  #received = 0;
  #isTaken = false;

  constructor(response: HttpResponse, { request, maxBytes, charset }: AnswerContext) {
    this.status = response.status;
    this.label = request.label;
    this.contentType = response.header('content-type');
    this.maxBytes = maxBytes;
    this.signal = request.signal;
    this.#response = response;
    this.#charset = charset?.toLowerCase() ?? charsetOf(this.contentType);
    this.#hasBody = request.method !== 'HEAD' && ![204, 205, 304].includes(this.status);
  }

  get isOk(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  header(name: string): string | undefined {
    return this.#response.header(name);
  }

  bytes(): AsyncGenerator<Uint8Array, void, void> {
    const fail = this.error.bind(this);
    return withoutCodings(this.#wire(), this.header('content-encoding'), fail);
  }

  text(): AsyncGenerator<string, void, void> {
    return decodeText(this.bytes(), this.#charset, this.error.bind(this));
  }

  /**
   * The whole body as text. Of an error answer, as much as can be read: what is wrong with it must not hide the error.
   *
   * @throws BodyError when it is larger than `maxBytes`, damaged, or in an unknown coding or charset.
   */
  async whole(): Promise<string> {
    if (!this.isOk) return await this.#beginning();
    const parts: string[] = [];
    for await (const part of decodeText(this.#limited(), this.#charset, this.error.bind(this))) parts.push(part);
    return parts.join('');
  }

  async discard(): Promise<void> {
    if (!this.#isTaken) await this.#response.discard();
    this.#isTaken = true;
  }

  error(what: string, options?: BodyErrorOptions): BodyError {
    const { label, status, contentType } = this;
    return new BodyError({ label, status, contentType, bytes: this.#received }, what, options);
  }

  async *#wire(): AsyncGenerator<Uint8Array, void, void> {
    if (!this.#hasBody) return await this.discard();
    this.#isTaken = true;
    for await (const chunk of this.#response.bytes()) {
      this.#received += chunk.length;
      yield chunk;
    }
  }

  /** What leaves the last coding is counted, so a small body that inflates to a large one is refused as well. */
  async *#limited(): AsyncGenerator<Uint8Array, void, void> {
    let bytes = 0;
    for await (const chunk of this.bytes()) {
      bytes += chunk.length;
      if (bytes > this.maxBytes) throw this.error(`is larger than the stream's maxAnswerBytes, ${this.maxBytes} bytes`);
      yield chunk;
    }
  }

  async #beginning(): Promise<string> {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    try {
      for await (const chunk of this.bytes()) {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes >= MAX_ERROR_BYTES) break;
      }
    } catch (error) {
      if (!(error instanceof BodyError)) throw error;
    }
    const head = Buffer.concat(chunks).subarray(0, MAX_ERROR_BYTES);
    const parts: string[] = [];
    for await (const part of decodeText(once(head), this.#charset, this.error.bind(this), false)) parts.push(part);
    return parts.join('');
  }
}

async function* once(chunk: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  yield chunk;
}
