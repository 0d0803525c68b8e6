import type { HttpBody } from '../body-decoder.js';
import type { BodyError, BodyErrorOptions } from '../body-error.js';
import { decodeText } from '../charset.js';

/** A file inside a body as a body of its own, so that any decoder reads it. */
export class FileBody implements HttpBody {
  readonly status: number;
  readonly label: string;
  readonly contentType: string | undefined;
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
  readonly #outer: HttpBody;
  readonly #place: string;
  readonly #chunks: AsyncGenerator<Uint8Array, void, void>;
  readonly #charset: string | undefined;

  /** @param place - begins what errors say, such as `in its file a.csv ` */
  constructor(
    outer: HttpBody,
    place: string,
    chunks: AsyncGenerator<Uint8Array, void, void>,
    charset: string | undefined,
  ) {
    this.status = outer.status;
    this.label = outer.label;
    this.contentType = outer.contentType;
    this.maxBytes = outer.maxBytes;
    this.signal = outer.signal;
    this.#outer = outer;
    this.#place = place;
    this.#chunks = chunks;
    this.#charset = charset?.toLowerCase();
  }

  bytes(): AsyncGenerator<Uint8Array, void, void> {
    return this.#chunks;
  }

  text(): AsyncGenerator<string, void, void> {
    return decodeText(this.bytes(), this.#charset, this.error.bind(this));
  }

  error(what: string, options?: BodyErrorOptions): BodyError {
    return this.#outer.error(`${this.#place}${what}`, options);
  }
}
