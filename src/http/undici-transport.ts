import type { Agent, Dispatcher } from 'undici';
import { joinWith, orAbort, throwIfAborted } from './abort.js';
import { HttpFailure, proxyStatusKind, toHttpFailure } from './http-failure.js';
import { ProxyRoutes, type ProxySettings, proxiesFromEnvironment } from './proxies.js';
import type { HttpRequest, HttpResponse, HttpTimeouts, TlsOptions, Transport } from './transport.js';
import { DEFAULT_TIMEOUTS } from './transport.js';
import { type ResponseContext, UndiciResponse } from './undici-response.js';

/** Settings of a transport. */
export interface TransportOptions {
  readonly userAgent: string;
  readonly timeouts?: Partial<HttpTimeouts>;
  /** Largest 2xx response that `text()` accepts, in bytes. Default 64 MiB. */
  readonly maxTextBytes?: number;
  /** Default: what `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` say when the first request is made. */
  readonly proxies?: ProxySettings;
  readonly tls?: TlsOptions;
}

const MAX_TEXT_BYTES = 64 * 1024 * 1024;

/** What is loaded and created at the first request. */
interface Connections {
  readonly request: typeof import('undici').request;
  readonly direct: Agent;
  readonly routes: ProxyRoutes;
}

/**
 * The one transport: undici with its own connections, through the proxies of the environment. Redirects are
 * not followed, so no header ever travels to another host. undici is loaded at the first call.
 *
 * @example
 * const { send, close } = createTransport({ userAgent: 'tool/1.0' });
 * const answer = await send({ method: 'GET', url: 'http://127.0.0.1:8080/', label: 'home' });
 */
export function createTransport(options: TransportOptions): Transport {
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const { userAgent, maxTextBytes = MAX_TEXT_BYTES } = options;
  const closing = new AbortController();
  const untilClosed = joinWith(closing.signal);
  let connections: Promise<Connections> | undefined;
  return {
    send: async (request) => {
      const signal = untilClosed(request.signal);
      return await orAbort(signal, async () => {
        connections ??= connect(timeouts, options.proxies ?? proxiesFromEnvironment(), options.tls);
        const made = await connections;
        throwIfAborted(signal);
        return await sendOnce(made, request, { userAgent, idleMs: timeouts.idleMs, maxTextBytes, signal });
      });
    },
    close: async () => {
      closing.abort();
      const made = await connections;
      await Promise.all([made?.direct.destroy(), made?.routes.destroy()]);
    },
  };
}

/** What {@link sendOnce} needs beside the request. */
interface SendContext extends Omit<ResponseContext, 'host'> {
  readonly userAgent: string;
}

async function sendOnce(made: Connections, request: HttpRequest, context: SendContext): Promise<HttpResponse> {
  const { userAgent, ...rest } = context;
  const url = new URL(request.url);
  const route = made.routes.routeOf(url);
  try {
    const answer = await made.request(request.url, {
      method: request.method,
      headers: { 'user-agent': userAgent, ...request.headers },
      dispatcher: route?.agent ?? made.direct,
      ...(request.body === undefined ? {} : { body: request.body }),
      signal: context.signal,
    });
    const isByProxy = route !== undefined && url.protocol === 'http:' && answer.statusCode === 407;
    if (isByProxy) throw await refusedByProxy(answer, url.host, route.host);
    return new UndiciResponse(answer, { host: url.host, ...rest });
  } catch (error) {
    throw toHttpFailure(error, url.host, route?.host);
  }
}

async function connect(
  timeouts: HttpTimeouts,
  proxies: ProxySettings,
  certificates: TlsOptions = {},
): Promise<Connections> {
  const undici = await import('undici');
  // readBody watches for silence within the body, because it knows whether the reader waits.
  const { connectMs, headersMs } = timeouts;
  const common = { headersTimeout: headersMs, bodyTimeout: 0 };
  const { ca, ...own } = certificates;
  const tls = { ...own, ...(ca === undefined ? {} : { ca: typeof ca === 'string' ? ca : [...ca] }) };
  return {
    request: undici.request,
    direct: new undici.Agent({ ...common, connect: { ...tls, timeout: connectMs } }),
    routes: new ProxyRoutes(undici, proxies, { ...common, connectMs, tls }),
  };
}

/** A proxy that requires credentials; for https it reports this before there is a connection to the host. */
async function refusedByProxy(answer: Dispatcher.ResponseData, host: string, via: string): Promise<HttpFailure> {
  await answer.body.dump({ limit: 0 }).catch(() => undefined);
  return new HttpFailure(proxyStatusKind(answer.statusCode), host, undefined, via);
}
