import type { Readable } from 'node:stream';
import { abortError } from './abort.js';
import { HttpFailure, toHttpFailure } from './http-failure.js';

/** What the reader of a body has to know about its call. */
export interface ReadBodyOptions {
  readonly host: string;
  /** Longest silence while a chunk is awaited, in milliseconds. */
  readonly idleMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Chunks of a body. The idle timer runs only while a chunk is awaited: a slow consumer pauses the socket
 * and may take as long as it likes. Ending the loop in any way destroys the body and frees its socket.
 *
 * @throws HttpFailure of kind `idle-timeout` or `broken`; the abort error when the signal fired.
 */
export async function* readBody(body: Readable, options: ReadBodyOptions): AsyncGenerator<Buffer, void, void> {
  const { host, idleMs, signal } = options;
  let isAwaiting = false;
  const timer = setTimeout(() => {
    if (isAwaiting) body.destroy(new HttpFailure('idle-timeout', host));
  }, idleMs);
  const onAbort = () => body.destroy();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const chunks: AsyncIterator<Buffer> = body[Symbol.asyncIterator]();
    for (;;) {
      isAwaiting = true;
      timer.refresh();
      const next = await chunks.next();
      isAwaiting = false;
      if (next.done === true) break;
      yield next.value;
    }
  } catch (error) {
    if (signal?.aborted === true) throw abortError(signal);
    throw toHttpFailure(error, host);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    body.destroy();
  }
  if (signal?.aborted === true) throw abortError(signal);
}
