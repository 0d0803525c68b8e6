import type { HttpRequest } from '../../../http/transport.js';
import type { ConfigChange } from '../../output/configuration-updates.js';
import type { HttpPage } from '../http-page.js';
import { basicCredentials } from './basic-credentials.js';

/** What an {@link Authenticator} may use. */
export interface AuthenticationContext {
  /** Sends a request without authentication and gives a good answer; retries as the stream does. */
  fetch(request: HttpRequest): Promise<HttpPage>;
  /** The text of such an answer. */
  fetchText(request: HttpRequest): Promise<string>;
  /** Hides a token from every message for people. */
  registerSecret(secret: string): void;
  /** The time of day: milliseconds since the epoch. */
  now(): number;
  /** Milliseconds that only count forward, whatever happens to the time of day; for lifetimes of tokens. */
  monotonic(): number;
  /** Tells the operator. */
  log(text: string): void;
  /** Has the platform store new values in the configuration: see `CommandContext.updateConfig`. */
  updateConfig(changes: readonly ConfigChange[]): Promise<void>;
}

/** Adds credentials to each request. */
export interface Authenticator {
  /** Names of the query parameters that it sets, so that no state holds what an API repeats of them. */
  readonly queryParams?: readonly string[] | undefined;
  authenticate(request: HttpRequest, context: AuthenticationContext): Promise<HttpRequest>;
  /**
   * Called after a 401, once for a request, with the request as it was sent; true when it can succeed if it is
   * authenticated again.
   */
  refused?(sent: HttpRequest): boolean;
}

/** `Authorization: Bearer <token>`. */
export class BearerAuthenticator implements Authenticator {
  readonly #token: string;

  constructor(token: string) {
    this.#token = token;
  }

  async authenticate(request: HttpRequest): Promise<HttpRequest> {
    return withHeader(request, 'authorization', `Bearer ${this.#token}`);
  }
}

/** User name and password by RFC 7617. */
export class BasicAuthenticator implements Authenticator {
  readonly #credentials: string;

  constructor(username: string, password: string) {
    this.#credentials = basicCredentials(username, password);
  }

  async authenticate(request: HttpRequest, context: AuthenticationContext): Promise<HttpRequest> {
    context.registerSecret(this.#credentials);
    return withHeader(request, 'authorization', `Basic ${this.#credentials}`);
  }
}

/** A key in a header or a query parameter of the API's choice. */
export class ApiKeyAuthenticator implements Authenticator {
  readonly queryParams: readonly string[];
  readonly #key: string;
  readonly #place: { readonly header: string } | { readonly query: string };

  /**
   * @example
   * new ApiKeyAuthenticator(config.api_key, { header: 'X-API-Key' })
   */
  constructor(key: string, place: { readonly header: string } | { readonly query: string }) {
    this.#key = key;
    this.#place = place;
    this.queryParams = 'query' in place ? [place.query] : [];
  }

  async authenticate(request: HttpRequest): Promise<HttpRequest> {
    if ('header' in this.#place) return withHeader(request, this.#place.header, this.#key);
    const url = new URL(request.url);
    url.searchParams.set(this.#place.query, this.#key);
    return { ...request, url: url.href };
  }
}

function withHeader(request: HttpRequest, name: string, value: string): HttpRequest {
  return { ...request, headers: { ...request.headers, [name.toLowerCase()]: value } };
}
