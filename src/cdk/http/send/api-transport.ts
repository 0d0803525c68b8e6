import type { HttpTimeouts, Send, Transport } from '../../../http/transport.js';
import type { TransportOptions as ConnectionOptions } from '../../../http/undici-transport.js';

/** How requests leave this machine. */
export interface TransportOptions {
  /** In place of what `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` say. */
  readonly proxies?: NonNullable<ConnectionOptions['proxies']>;
  /** Sends requests in place of the built-in transport. */
  readonly send?: Send;
}

/** What a transport is made of. */
export interface ApiTransportOptions {
  readonly transport: TransportOptions;
  readonly userAgent: string;
  readonly timeouts: Partial<HttpTimeouts>;
  readonly maxTextBytes: number;
}

/** The transport of an API. The HTTP library is loaded here, at the first request. */
export async function createApiTransport(options: ApiTransportOptions): Promise<Transport> {
  const { transport, userAgent, timeouts, maxTextBytes } = options;
  if (transport.send !== undefined) return { send: transport.send, close: async () => undefined };
  const { createTransport } = await import('../../../http/undici-transport.js');
  const { proxies } = transport;
  return createTransport({ userAgent, timeouts, maxTextBytes, ...(proxies === undefined ? {} : { proxies }) });
}
