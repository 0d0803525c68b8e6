import { CodedError, errorText } from '../../../errors.js';
import type { ProxySettings } from '../../../http/proxies.js';
import type { HttpTimeouts, Send, TlsOptions, Transport } from '../../../http/transport.js';

/** How requests reach an API, where the environment does not say it. */
export interface TransportOptions {
  /** In place of `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`. */
  readonly proxies?: ProxySettings;
  /**
   * Authorities that are trusted in addition to those of Node, `NODE_EXTRA_CA_CERTS`, `SSL_CERT_FILE` and
   * `SSL_CERT_DIR`, and a client certificate; all as PEM.
   */
  readonly tls?: TlsOptions;
  /** Your own way to send a request: once, without retries or redirects. It excludes the two above. */
  readonly send?: Send;
}

/** What {@link createApiTransport} needs of a stream. */
export interface ApiTransportSettings {
  readonly transport?: TransportOptions | undefined;
  readonly userAgent: string;
  readonly timeouts: Partial<HttpTimeouts>;
}

/**
 * The transport of a stream. The HTTP library is loaded here: `spec` and `discover` do without.
 *
 * @throws CodedError `CDK_HTTP_NETWORK` (`config_error`) when a certificate or key cannot be read;
 *   `CDK_STREAM_DEFINITION` for options that exclude each other.
 */
export async function createApiTransport(settings: ApiTransportSettings): Promise<Transport> {
  const { transport = {}, userAgent, timeouts } = settings;
  const { send, proxies, tls } = transport;
  if (send !== undefined) {
    if (proxies === undefined && tls === undefined) return { send, close: async () => undefined };
    throw new CodedError('CDK_STREAM_DEFINITION', {
      message: 'The transport has a `send` of its own: `proxies` and `tls` have no effect beside it. Take them out.',
    });
  }
  const { createTransport } = await import('../../../http/undici-transport.js');
  const trusted = await withAuthorities(tls);
  return createTransport({
    userAgent,
    timeouts,
    ...(proxies === undefined ? {} : { proxies }),
    ...(trusted === undefined ? {} : { tls: trusted }),
  });
}

async function withAuthorities(tls: TlsOptions | undefined): Promise<TlsOptions | undefined> {
  const { trustedAuthorities } = await import('../../../http/authorities.js');
  const { ca: further = [], ...own } = tls ?? {};
  const authorities = typeof further === 'string' ? [further] : further;
  // Node passes over a text without any certificate.
  if (authorities.some((text) => !text.includes('-----BEGIN '))) throw unusable('an authority is not in PEM form');
  const ca = await trustedAuthorities(authorities);
  const whole = ca === undefined ? own : { ...own, ca };
  if (Object.keys(whole).length === 0) return undefined;
  const { createSecureContext } = await import('node:tls');
  try {
    createSecureContext({ ...whole, ca });
  } catch (cause) {
    throw unusable(errorText(cause), cause);
  }
  return whole;
}

function unusable(why: string, cause?: unknown): CodedError {
  return new CodedError('CDK_HTTP_NETWORK', {
    message: `The authorities, certificate or key for TLS cannot be used: ${why}.`,
    failureType: 'config_error',
    cause,
  });
}
