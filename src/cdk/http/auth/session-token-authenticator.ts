import { CodedError } from '../../../errors.js';
import type { HttpRequest } from '../../../http/transport.js';
import { stringifyJson, valueAt } from '../../../util/json.js';
import { lowerCaseNames } from '../header-names.js';
import type { HttpPage } from '../http-page.js';
import type { AuthenticationContext, Authenticator } from './authenticator.js';
import { basicCredentials } from './basic-credentials.js';
import { freshUntil, type Token, TokenKeeper } from './token-keeper.js';

/** How to sign in, where the answer has the token, and where requests carry it. */
export interface SessionTokenOptions {
  readonly login: {
    readonly url: string;
    /** Default POST. */
    readonly method?: 'GET' | 'POST' | 'PUT';
    readonly headers?: Readonly<Record<string, string>>;
    /** Sent as JSON. */
    readonly json?: unknown;
    /** Sent as a form. */
    readonly form?: Readonly<Record<string, string>>;
    /** User name and password as a Basic header. */
    readonly basic?: { readonly username: string; readonly password: string };
  };
  /** Where the answer has it: a header, a cookie, or a path in its JSON. */
  readonly token: { readonly header: string } | { readonly cookie: string } | { readonly path: readonly string[] };
  /** Where requests carry it: a header, with a text before it if need be (`Bearer `), a cookie, or a parameter. */
  readonly use:
    | { readonly header: string; readonly prefix?: string }
    | { readonly cookie: string }
    | { readonly query: string };
  /** How long a session lasts. Default an hour; a session that ends before is noticed by its 401. */
  readonly lifetimeS?: number;
}

const DEFAULT_LIFETIME_S = 3600;

/**
 * Signs in and sends the token of the session with each request; signs in again when it has ended or is refused.
 *
 * @example
 * new SessionTokenAuthenticator({
 *   login: { url: `${config.base_url}/session`, json: { username: config.username, password: config.password } },
 *   token: { path: ['id'] },
 *   use: { header: 'X-Session' },
 * })
 */
export class SessionTokenAuthenticator implements Authenticator {
  readonly queryParams: readonly string[];
  readonly #options: SessionTokenOptions;
  readonly #tokens: TokenKeeper;

  constructor(options: SessionTokenOptions) {
    this.#options = options;
    this.queryParams = 'query' in options.use ? [options.use.query] : [];
    this.#tokens = new TokenKeeper((context) => this.#signIn(context));
  }

  /** @throws CodedError `CDK_HTTP_RESPONSE` (`config_error`) when the server refuses the credentials. */
  async authenticate(request: HttpRequest, context: AuthenticationContext): Promise<HttpRequest> {
    return withToken(request, await this.#tokens.fresh(context, request.signal), this.#options.use);
  }

  refused(sent: HttpRequest): boolean {
    this.#tokens.refuse(sentToken(sent, this.#options.use));
    return true;
  }

  async #signIn(context: AuthenticationContext): Promise<Token> {
    const askedAtMs = context.monotonic();
    const text = tokenOf(await context.fetch(loginRequest(this.#options.login)), this.#options.token);
    if (text === undefined || text === '') {
      throw new CodedError('CDK_HTTP_RESPONSE', { message: 'The answer to the login holds no session token.' });
    }
    context.registerSecret(text);
    return { text, freshUntilMs: freshUntil(askedAtMs, 1000 * (this.#options.lifetimeS ?? DEFAULT_LIFETIME_S)) };
  }
}

function loginRequest(login: SessionTokenOptions['login']): HttpRequest {
  const { url, method = 'POST', headers = {}, json, form, basic } = login;
  const body = json === undefined ? form && new URLSearchParams(form).toString() : stringifyJson(json);
  const contentType = json === undefined ? 'application/x-www-form-urlencoded' : 'application/json';
  return {
    method,
    url,
    label: 'login',
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': contentType }),
      ...(basic === undefined ? {} : { authorization: `Basic ${basicCredentials(basic.username, basic.password)}` }),
      ...lowerCaseNames(headers),
    },
    ...(body === undefined ? {} : { body }),
  };
}

function tokenOf(page: HttpPage, place: SessionTokenOptions['token']): string | undefined {
  if ('header' in place) return page.header(place.header)?.trim();
  if ('cookie' in place) return cookieOf(page.header('set-cookie') ?? '', place.cookie);
  const value = valueAt(page.json(), place.path);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** The value of a cookie among several that are joined by commas; dates in their attributes have commas too. */
function cookieOf(header: string, name: string): string | undefined {
  for (const part of header.split(/,\s*(?=[^;,=\s]+=)/)) {
    const [pair = ''] = part.split(';');
    const at = pair.indexOf('=');
    if (at >= 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

function withToken(request: HttpRequest, token: string, use: SessionTokenOptions['use']): HttpRequest {
  if ('query' in use) {
    const url = new URL(request.url);
    url.searchParams.set(use.query, token);
    return { ...request, url: url.href };
  }
  const headers = { ...request.headers };
  if ('header' in use) headers[use.header.toLowerCase()] = `${use.prefix ?? ''}${token}`;
  else headers['cookie'] = [headers['cookie'], `${use.cookie}=${token}`].filter(Boolean).join('; ');
  return { ...request, headers };
}

/** The token that a request carries. */
function sentToken(sent: HttpRequest, use: SessionTokenOptions['use']): string {
  if ('query' in use) return new URL(sent.url).searchParams.get(use.query) ?? '';
  if ('header' in use) return (sent.headers?.[use.header.toLowerCase()] ?? '').slice((use.prefix ?? '').length);
  const cookie = (sent.headers?.['cookie'] ?? '').split('; ').at(-1) ?? '';
  return cookie.slice(use.cookie.length + 1);
}
