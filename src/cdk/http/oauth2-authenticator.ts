import { CodedError } from '../../errors.js';
import type { HttpRequest } from '../../http/transport.js';
import { isJsonObject, parseJson } from '../../util/json.js';
import type { AuthenticationContext, Authenticator } from './authenticator.js';

/** How tokens are got (RFC 6749). */
export interface OAuth2Options {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** With it the grant is `refresh_token`, without it `client_credentials`. */
  readonly refreshToken?: string;
  readonly scopes?: readonly string[];
  /** Where the client's credentials go: into the form (the default) or a Basic header. */
  readonly clientAuthentication?: 'form' | 'basic';
  /** Further fields of the form, such as `audience`. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** A token is given up this long before its end, so that it does not expire on the way. */
const MARGIN_MS = 60_000;
/** Lifetime of a token whose answer names none. */
const DEFAULT_LIFETIME_S = 3600;

interface Token {
  readonly text: string;
  /** Monotonic. */
  readonly freshUntilMs: number;
}

/** Bearer tokens by client credentials or a refresh token, got when needed and again when refused. */
export class OAuth2Authenticator implements Authenticator {
  readonly #options: OAuth2Options;
  #refreshToken: string | undefined;
  #token: Promise<Token> | undefined;
  #isRefused = false;

  constructor(options: OAuth2Options) {
    this.#options = options;
    this.#refreshToken = options.refreshToken;
  }

  /** @throws CodedError `CDK_HTTP_RESPONSE` (`config_error`) when the server refuses the credentials. */
  async authenticate(request: HttpRequest, context: AuthenticationContext): Promise<HttpRequest> {
    const { text } = await this.#freshToken(context, request.signal);
    return { ...request, headers: { ...request.headers, authorization: `Bearer ${text}` } };
  }

  /** A token that is refused before its time is replaced once; a second refusal in a row is final. */
  refused(): boolean {
    const isFirst = !this.#isRefused;
    this.#isRefused = true;
    this.#token = undefined;
    return isFirst;
  }

  async #freshToken(context: AuthenticationContext, signal: AbortSignal | undefined): Promise<Token> {
    const current = await this.#token;
    if (current !== undefined && current.freshUntilMs > context.monotonic()) {
      this.#isRefused = false;
      return current;
    }
    // One request for all who wait; a failed one must not be handed to those who ask later.
    const asked = this.#fetch(context, signal);
    this.#token = asked;
    asked.catch(() => {
      if (this.#token === asked) this.#token = undefined;
    });
    return await asked;
  }

  async #fetch(context: AuthenticationContext, signal: AbortSignal | undefined): Promise<Token> {
    const askedAtMs = context.monotonic();
    const answer = readAnswer(await context.fetchText(this.#tokenRequest(signal)));
    const token = answer['access_token'];
    if (typeof token !== 'string' || token === '') throw unusable();
    context.registerSecret(token);
    const next = answer['refresh_token'];
    if (typeof next === 'string' && next !== '') {
      context.registerSecret(next);
      this.#refreshToken = next;
    }
    const seconds = Number(answer['expires_in'] ?? DEFAULT_LIFETIME_S);
    const lifetimeMs = (Number.isFinite(seconds) ? seconds : DEFAULT_LIFETIME_S) * 1000;
    // Of a short life, half is used.
    return { text: token, freshUntilMs: askedAtMs + Math.max(lifetimeMs - MARGIN_MS, lifetimeMs / 2) };
  }

  #tokenRequest(signal: AbortSignal | undefined): HttpRequest {
    const { tokenUrl, clientId, clientSecret, scopes = [], clientAuthentication, parameters } = this.#options;
    const inForm = clientAuthentication !== 'basic';
    const form = new URLSearchParams({
      grant_type: this.#refreshToken === undefined ? 'client_credentials' : 'refresh_token',
      ...(this.#refreshToken === undefined ? {} : { refresh_token: this.#refreshToken }),
      ...(inForm ? { client_id: clientId, client_secret: clientSecret } : {}),
      ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
      ...parameters,
    });
    // RFC 6749, 2.3.1: both are form-encoded before they are joined.
    const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
    const basic = `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
    return {
      method: 'POST',
      url: tokenUrl,
      label: 'access token',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
        ...(inForm ? {} : { authorization: basic }),
      },
      body: form.toString(),
      ...(signal === undefined ? {} : { signal }),
    };
  }
}

function readAnswer(text: string): Record<string, unknown> {
  try {
    const value = parseJson(text);
    if (isJsonObject(value)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw unusable();
}

function unusable(): CodedError {
  return new CodedError('CDK_HTTP_RESPONSE', { message: 'The answer of the token server holds no access token.' });
}
