import { Socket } from 'node:net';

/** Sockets of which the k-th write in all is the last one. */
export interface CuttingSockets {
  readonly connect: () => Socket;
  /** Writes so far. */
  writes(): number;
}

/**
 * Counts the writes of all sockets together and cuts at the write of that number: before it, or right after it, so that
 * the server does what it was told and its answer is lost.
 */
export function createCuttingSockets(cutAt: number, side: 'before' | 'after'): CuttingSockets {
  let count = 0;
  const sockets = new Set<Socket>();
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const connect = () => {
    const socket = new Socket();
    sockets.add(socket);
    const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
    const counted = (...args: unknown[]): boolean => {
      count += 1;
      if (count < cutAt || socket.destroyed) return write(...args);
      if (count > cutAt || side === 'before') {
        cut();
        return false;
      }
      const [chunk, ...rest] = args;
      const done = rest.find((item) => typeof item === 'function') as ((error?: Error) => void) | undefined;
      // The bytes are with the system when the callback comes; then nothing is read any more.
      return write(chunk, (error?: Error) => {
        done?.(error);
        socket.removeAllListeners('data');
        setImmediate(cut);
      });
    };
    const begin = socket.connect.bind(socket) as (...args: unknown[]) => Socket;
    // `connect` of Node puts its own `write` back.
    socket.connect = ((...args: unknown[]) => {
      begin(...args);
      socket.write = counted as Socket['write'];
      return socket;
    }) as Socket['connect'];
    return socket;
  };
  return { connect, writes: () => count };
}
