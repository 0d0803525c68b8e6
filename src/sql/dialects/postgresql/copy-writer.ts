import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Rows for one COPY. */
export interface CopyWriter {
  /** `bytes` is not used after the promise has settled. */
  write(bytes: Uint8Array): Promise<void>;
  /** All rows were written; resolves to their number. */
  end(): Promise<number>;
  /** The server forgets the rows. */
  cancel(): Promise<void>;
}

/** A message of COPY for each of them: fewer, larger messages cost client and server less. */
const CHUNK_BYTES = 1024 * 1024;

/** The stream of the driver, with the number of rows that the server took. */
interface CopyStream extends Writable {
  readonly rowCount: number;
}

/**
 * Gathers rows to chunks of 1 MB for the stream of a COPY. Two buffers take turns: one is filled while the socket takes
 * the other, so that the server does not wait for the next rows.
 */
export function createCopyWriter(stream: CopyStream): CopyWriter {
  let buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let spare = Buffer.allocUnsafe(CHUNK_BYTES);
  let filled = 0;
  let failure: Error | undefined;
  const failed = new Promise<never>((_, reject) => {
    stream.on('error', (error) => {
      failure ??= error;
      reject(error);
    });
  });
  failed.catch(() => undefined); // Whoever waits for the next write, the end or the cancel sees it.
  /** Settles when the socket has taken the bytes of `spare`. */
  let sending: Promise<void> = Promise.resolve();

  const flush = async (): Promise<void> => {
    await Promise.race([sending, failed]);
    if (failure !== undefined) throw failure;
    const bytes = buffer.subarray(0, filled);
    filled = 0;
    [buffer, spare] = [spare, buffer];
    sending = new Promise((resolve) => stream.write(bytes, () => resolve()));
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
