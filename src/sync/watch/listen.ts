import { once } from 'node:events';
import type { Server } from 'node:http';
import { CodedError, errorText } from '../../errors.js';

/** Where a server listens. */
export interface Address {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

/** A server that listens. */
export interface Listener {
  readonly url: string;
  /** Ends it and all its connections. */
  close(): Promise<void>;
}

const PORT = /^\d{1,5}$/;
const LARGEST_PORT = 65_535;

/**
 * Reads an address: a port alone means this machine.
 *
 * @throws CodedError `TOOL_INPUT`
 * @example
 * parseAddress('9464')         // { host: '127.0.0.1', port: 9464 }
 * parseAddress('0.0.0.0:9464') // { host: '0.0.0.0', port: 9464 }
 * parseAddress('[::1]:9464')   // { host: '::1', port: 9464 }
 */
export function parseAddress(text: string): Address {
  const colon = text.lastIndexOf(':');
  const host = colon === -1 ? '127.0.0.1' : text.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  const port = text.slice(colon + 1);
  if (host !== '' && PORT.test(port) && Number(port) <= LARGEST_PORT) return { host, port: Number(port) };
  throw new CodedError('TOOL_INPUT', {
    message: `The address ${JSON.stringify(text)} is none: give a port, or host:port such as 0.0.0.0:9464.`,
  });
}

/** @throws CodedError `TOOL_INPUT` if the address is not available. */
export async function listen(server: Server, { host, port }: Address): Promise<Listener> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    throw new CodedError('TOOL_INPUT', {
      message: `The address ${host}:${port} cannot be opened: ${errorText(error)}.`,
      cause: error,
    });
  }
  const bound = server.address();
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${name}:${typeof bound === 'object' && bound !== null ? bound.port : port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
