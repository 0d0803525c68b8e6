import type { ProxyAgent } from 'undici';
import { HttpFailure } from './http-failure.js';
import { isLoopback } from './secure-url.js';

/** Proxies by the scheme of the URL that is asked for. */
export interface ProxySettings {
  /** For http URLs, such as `http://user:password@proxy.example:3128`. */
  readonly http?: string | undefined;
  /** For https URLs. */
  readonly https?: string | undefined;
  /** Hosts that are reached directly, separated by commas or blanks: names, domains, `host:port`; `*` for all. */
  readonly exceptions?: string | undefined;
}

/**
 * The proxies that the environment names, in lower or upper case. Lower case takes precedence; an empty value counts as
 * absent.
 *
 * @example
 * proxiesFromEnvironment({ HTTPS_PROXY: 'http://proxy.example:3128', NO_PROXY: '.example.edu' })
 */
export function proxiesFromEnvironment(
  // Programs and libraries alike are expected to honour these variables.
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ProxySettings {
  const read = (name: string) => environment[name] ?? environment[name.toUpperCase()];
  return { http: read('http_proxy'), https: read('https_proxy'), exceptions: read('no_proxy') };
}

/** A way to a host through a proxy. */
export interface ProxyRoute {
  readonly agent: ProxyAgent;
  /** The proxy without its credentials, for messages. */
  readonly host: string;
}

/** Timeouts and certificates of the connections. */
export interface ProxyTimeouts {
  readonly connectMs: number;
  readonly headersTimeout: number;
  readonly bodyTimeout: number;
  readonly tls?: { ca?: string | string[]; cert?: string; key?: string; passphrase?: string };
}

/** Finds the proxy for a URL. This machine itself is always reached directly. */
export class ProxyRoutes {
  readonly #undici: typeof import('undici');
  readonly #settings: ProxySettings;
  readonly #timeouts: ProxyTimeouts;
  readonly #routes = new Map<string, ProxyRoute>();

  constructor(undici: typeof import('undici'), settings: ProxySettings, timeouts: ProxyTimeouts) {
    this.#undici = undici;
    this.#settings = settings;
    this.#timeouts = timeouts;
  }

  /**
   * The way to `url`; undefined when it is reached directly.
   *
   * @throws HttpFailure of kind `proxy-refused` when the setting is not the address of an HTTP proxy.
   */
  routeOf(url: URL): ProxyRoute | undefined {
    const setting = (url.protocol === 'https:' ? this.#settings.https : this.#settings.http)?.trim() ?? '';
    if (setting === '' || isLoopback(url) || isException(url, this.#settings.exceptions ?? '')) return undefined;
    const route = this.#routes.get(setting) ?? this.#create(parseProxy(setting, url));
    this.#routes.set(setting, route);
    return route;
  }

  async destroy(): Promise<void> {
    await Promise.all([...this.#routes.values()].map(async ({ agent }) => await agent.destroy()));
  }

  #create(proxy: URL): ProxyRoute {
    const { connectMs, tls = {}, ...timeouts } = this.#timeouts;
    const { ProxyAgent, Pool } = this.#undici;
    const token = basicToken(proxy);
    const pool = (origin: string | URL, options: object) => new Pool(origin, { ...options, ...timeouts });
    const agent = new ProxyAgent({
      ...timeouts,
      uri: `${proxy.protocol}//${proxy.host}`,
      // The client's certificate is for the server, not for the proxy.
      proxyTls: { ...(tls.ca === undefined ? {} : { ca: tls.ca }), timeout: connectMs },
      requestTls: { ...tls, timeout: connectMs },
      // Plain http goes through a proxy as it is; many open tunnels to port 443 only.
      proxyTunnel: false,
      // A proxy that accepts CONNECT and never answers times out like any server.
      clientFactory: pool,
      factory: pool,
      ...(token === undefined ? {} : { token }),
    });
    return { agent, host: proxy.host };
  }
}

/** `proxy.example:3128` without a scheme is common, and means http. */
function parseProxy(setting: string, target: URL): URL {
  const text = setting.includes('://') ? setting : `http://${setting}`;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  if (proxy !== undefined && /^https?:$/.test(proxy.protocol)) return proxy;
  const name = target.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  throw new HttpFailure('proxy-address', target.host, undefined, `of ${name}`);
}

/** An exception without a port is for all ports; a domain includes its subdomains, with or without a leading dot. */
function isException(url: URL, exceptions: string): boolean {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return exceptions
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      const [, name = '', onlyPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (name === '*') return true;
      const domain = name.replace(/^\*?\./, '');
      const isOnPort = onlyPort === undefined || onlyPort === port;
      return domain !== '' && isOnPort && (url.hostname === domain || url.hostname.endsWith(`.${domain}`));
    });
}

function basicToken(proxy: URL): string | undefined {
  if (proxy.username === '' && proxy.password === '') return undefined;
  const pair = `${decode(proxy.username)}:${decode(proxy.password)}`;
  return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
}

/** A password may hold a percent sign that is not an escape. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
