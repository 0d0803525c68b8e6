import { CodedError } from '../../../errors.js';
import type { HttpRequest } from '../../../http/transport.js';

/** Headers that may go to any origin. Of all others it is not known whether they are secret. */
const HARMLESS_HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'content-type',
  'user-agent',
]);

/** The origins that may see the credentials of a stream. */
export class Origins {
  readonly #known: ReadonlySet<string>;

  /** @param urls - URLs or origins; what is neither counts for nothing */
  constructor(urls: readonly string[]) {
    this.#known = new Set(urls.filter((url) => URL.canParse(url)).map((url) => new URL(url).origin));
  }

  has(url: string): boolean {
    return this.#known.has(new URL(url).origin);
  }

  /**
   * The request as its origin may see it.
   *
   * @throws CodedError `CDK_HTTP_RESPONSE` when it has a body that must not go there.
   */
  permitted(request: HttpRequest): HttpRequest {
    if (this.has(request.url)) return request;
    if (request.body !== undefined) throw mustNotGet(request, 'the body of the request');
    return harmless(request);
  }
}

/**
 * The error for what would go to an origin that is not known: without it the answer would be another one.
 *
 * @param what - what it must not get
 */
export function mustNotGet({ url, label }: Pick<HttpRequest, 'url' | 'label'>, what: string): CodedError {
  const message = `${label}: ${placeOf(url)} is of another origin, which must not get ${what}`;
  return new CodedError('CDK_HTTP_RESPONSE', { message: `${message}. If it may, name it in credentialOrigins.` });
}

/** Origin and path: a query may be a secret. */
export function placeOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/** A request that carries nothing but its URL and what every client sends. */
export function harmless(request: HttpRequest): HttpRequest {
  return withHeaders(request, (name) => HARMLESS_HEADERS.has(name));
}

function withHeaders(request: HttpRequest, isKept: (name: string) => boolean): HttpRequest {
  const headers = Object.entries(request.headers ?? {}).filter(([name]) => isKept(name.toLowerCase()));
  return { ...request, headers: Object.fromEntries(headers) };
}

/** @throws CodedError `CDK_HTTP_RESPONSE` when a URL that is asked for, or led to, holds a user name or password. */
export function refuseUserInfo(url: URL, label: string): void {
  if (url.username === '' && url.password === '') return;
  throw new CodedError('CDK_HTTP_RESPONSE', {
    message: `${label}: the URL holds a user name or password before its host. Take it out, and give it by a BasicAuthenticator.`,
    failureType: 'config_error',
  });
}
