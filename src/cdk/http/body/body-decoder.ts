import type { BodyError, BodyErrorOptions } from './body-error.js';

/** A body on its way: content codings are removed, and nothing of it is held. Read it once, by either method. */
export interface HttpBody {
  readonly status: number;
  /** What texts for people call the request: method, host and path, without query. */
  readonly label: string;
  readonly contentType: string | undefined;
  /** Largest single value (a record, a line, a row) that a decoder may hold, in bytes. */
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
  /** The body without its content codings. */
  bytes(): AsyncGenerator<Uint8Array, void, void>;
  /** The body as text: in the charset that it says, without a byte order mark. */
  text(): AsyncGenerator<string, void, void>;
  /** An error that names method, path, status, size and type. `what` ends the sentence, such as `is not CSV`. */
  error(what: string, options?: BodyErrorOptions): BodyError;
}

/**
 * Records out of a body as it comes, in batches. Whatever the size of the body, only a batch is in memory.
 *
 * @example
 * const words: BodyDecoder<{ word: string }> = {
 *   async *decode(body) {
 *     for await (const part of body.text()) yield part.split(' ').map((word) => ({ word }));
 *   },
 * };
 */
export interface BodyDecoder<T> {
  /** The media type to ask for, as in an `Accept` header. */
  readonly accept?: string;
  /** @throws BodyError, made by `body.error`, for a body that is not what it should be. */
  decode(body: HttpBody): AsyncIterable<readonly T[]>;
}
