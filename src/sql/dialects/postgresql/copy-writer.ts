import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { CopyWriter } from './connection.js';

/** A message of COPY for each of them: fewer, larger messages cost client and server less. */
const CHUNK_BYTES = 1024 * 1024;

/** The stream of the driver, with the number of rows that the server took. */
interface CopyStream extends Writable {
  readonly rowCount: number;
}

/**
 * Gathers rows to chunks of 1 MB for the stream of a COPY. One buffer serves all chunks: a write has settled only when
 * the socket has taken the bytes.
 */
export function createCopyWriter(stream: CopyStream): CopyWriter {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let filled = 0;
  let failure: Error | undefined;
  const failed = new Promise<never>((_, reject) => {
    stream.on('error', (error) => {
      failure ??= error;
      reject(error);
    });
  });
  failed.catch(() => undefined); // Whoever waits for the next write, the end or the cancel sees it.

  const flush = async (): Promise<void> => {
    const bytes = buffer.subarray(0, filled);
    filled = 0;
    await Promise.race([new Promise<void>((resolve) => stream.write(bytes, () => resolve())), failed]);
    if (failure !== undefined) throw failure;
  };
  const write = async (bytes: Uint8Array): Promise<void> => {
    if (failure !== undefined) throw failure;
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + CHUNK_BYTES - filled);
      buffer.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled === CHUNK_BYTES) await flush();
    }
  };
  const end = async (): Promise<number> => {
    if (failure !== undefined) throw failure;
    if (filled > 0) await flush();
    await Promise.race([new Promise<void>((resolve) => stream.end(resolve)), failed]);
    return stream.rowCount;
  };
  const cancel = async (): Promise<void> => {
    if (failure !== undefined || stream.writableFinished || stream.destroyed) return;
    const closed = once(stream, 'close');
    stream.destroy(new Error('The rows of the file are not wanted.'));
    await closed.catch(() => undefined); // The server's answer to the cancel is an error: the wanted one.
  };
  return { write, end, cancel };
}
