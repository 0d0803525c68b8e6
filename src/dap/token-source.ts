import { abortable } from '../http/abort.js';
import type { Send } from '../http/transport.js';
import type { TokenProvider } from '../http/with-bearer.js';
import type { Clock } from '../util/clock.js';
import { isJsonObject } from '../util/json.js';
import { parseAnswer } from './dap-api.js';
import type { DapEvent } from './dap-event.js';
import { AuthenticationError } from './errors/account-errors.js';
import { decodeApiError, isAccountError } from './errors/decode-api-error.js';
import { toNetworkError } from './errors/network-errors.js';
import type { TokenResponse } from './wire.js';
import { tokenSchema } from './wire.js';

/** What logging in takes. */
export interface TokenSourceOptions {
  readonly send: Send;
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clock: Clock;
  readonly onEvent: (event: DapEvent) => void;
  readonly registerSecret: (secret: string) => void;
  /** Ends a login; single callers only stop waiting for it. */
  readonly signal?: AbortSignal | undefined;
}

interface Token {
  readonly text: string;
  readonly renewAtMs: number;
}

/** Longest time before its end at which a token is renewed. */
const MARGIN_MS = 300_000;
const DEFAULT_LIFETIME_MS = 3_600_000;

/**
 * Logs in with client credentials (RFC 6749, 4.4) and keeps the token until shortly before it expires.
 * However many calls need a token at a time, one login is under way.
 */
export class TokenSource implements TokenProvider {
  readonly #options: TokenSourceOptions;
  #token: Token | undefined;
  #login: Promise<Token> | undefined;

  constructor(options: TokenSourceOptions) {
    this.#options = options;
  }

  async token(signal?: AbortSignal): Promise<string> {
    const { clock } = this.#options;
    if (this.#token !== undefined && clock.monotonic() < this.#token.renewAtMs) return this.#token.text;
    this.#login ??= this.#logIn().finally(() => {
      this.#login = undefined;
    });
    return (await abortable(this.#login, signal)).text;
  }

  refused(token: string): void {
    if (this.#token?.text === token) this.#token = undefined;
  }

  async #logIn(): Promise<Token> {
    const { clock, registerSecret, onEvent } = this.#options;
    const askedAtMs = clock.monotonic();
    const answer = await this.#request();
    registerSecret(answer.access_token);
    const lifetimeMs = lifetimeOf(answer);
    onEvent({ type: 'login', expiresInSeconds: Math.round(lifetimeMs / 1000) });
    // Short-lived tokens keep most of their life, or every call would log in again.
    const renewAtMs = askedAtMs + lifetimeMs - Math.min(MARGIN_MS, lifetimeMs / 5);
    this.#token = { text: answer.access_token, renewAtMs };
    return this.#token;
  }

  async #request(): Promise<TokenResponse> {
    const { send, baseUrl, clientId, clientSecret, signal, registerSecret } = this.#options;
    const credentials = Buffer.from(`${clientId}:${clientSecret}`, 'utf8').toString('base64');
    registerSecret(credentials);
    try {
      const response = await send({
        method: 'POST',
        url: `${baseUrl}/ids/auth/login`,
        label: 'log in',
        headers: {
          authorization: `Basic ${credentials}`,
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'application/json',
        },
        body: 'grant_type=client_credentials',
        ...(signal === undefined ? {} : { signal }),
      });
      const text = await response.text();
      if (response.status >= 200 && response.status < 300) return parseAnswer(text, tokenSchema, 'log in', {});
      throw loginError(response.status, text);
    } catch (error) {
      throw toNetworkError(error);
    }
  }
}

function loginError(status: number, text: string): Error {
  const decoded = decodeApiError(status, text, {});
  const isRefusal = status === 400 || status === 401 || status === 403;
  if (!isRefusal || isAccountError(text)) return decoded;
  const { type, uuid } = decoded;
  return new AuthenticationError({ status, type, uuid });
}

/** `expires_in`, else the token's own `exp` minus `iat`, so that a wrong clock on this side does not matter. */
function lifetimeOf(answer: TokenResponse): number {
  if (answer.expires_in !== undefined) return Math.max(0, answer.expires_in * 1000);
  const claims = readClaims(answer.access_token);
  const { exp, iat } = claims;
  return typeof exp === 'number' && typeof iat === 'number' && exp > iat ? (exp - iat) * 1000 : DEFAULT_LIFETIME_MS;
}

function readClaims(jwt: string): Record<string, unknown> {
  try {
    const claims: unknown = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return isJsonObject(claims) ? claims : {};
  } catch {
    // An opaque token is as good as a JWT; its lifetime is then taken to be the documented hour.
    return {};
  }
}
