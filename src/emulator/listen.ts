import { once } from 'node:events';
import type { Server } from 'node:http';
import { CodedError, errorText } from '../errors.js';

/** A server that listens on 127.0.0.1. */
export interface Listener {
  readonly url: string;
  /** Ends it and all its connections. */
  close(): Promise<void>;
}

/** Longer than a client leaves a connection idle, so that no connection is closed just as it is reused. */
const KEEP_ALIVE_MS = 75_000;

/** @throws CodedError `EMULATOR_OPTION` if the port is not available. */
export async function listen(server: Server, port: number): Promise<Listener> {
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    throw new CodedError('EMULATOR_OPTION', {
      message: `Port ${port} of 127.0.0.1 cannot be opened: ${errorText(error)}.`,
      cause: error,
    });
  }
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://127.0.0.1:${bound}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
