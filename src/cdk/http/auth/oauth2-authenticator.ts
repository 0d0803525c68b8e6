import type { HttpRequest } from '../../../http/transport.js';
import type { ConfigChange } from '../../output/configuration-updates.js';
import type { AuthenticationContext, Authenticator } from './authenticator.js';
import type { TokenAnswer } from './oauth2-answer.js';
import type { OAuth2Options } from './oauth2-options.js';
import { tokenRequest } from './oauth2-request.js';
import { freshUntil, type Token, TokenKeeper } from './token-keeper.js';

/**
 * Bearer tokens by client credentials, a refresh token or another grant: got when needed, and again when refused. Share
 * one object among the streams of a source: they then share its token, and one of them refreshes it for all.
 *
 * A refresh token that the server replaces is written into the configuration (`store`) before the new access token is
 * used, because the one before is dead from that moment.
 *
 * @example
 * new OAuth2Authenticator({
 *   tokenUrl: 'https://login.example.com/token',
 *   clientId: config.client_id,
 *   clientSecret: config.client_secret,
 *   refreshToken: config.refresh_token,
 *   store: { refreshToken: ['refresh_token'] },
 * })
 */
export class OAuth2Authenticator implements Authenticator {
  readonly #options: OAuth2Options;
  readonly #tokens: TokenKeeper;
  #refreshToken: string | undefined;
  #isStarted = false;

  constructor(options: OAuth2Options) {
    this.#options = options;
    this.#refreshToken = options.refreshToken;
    this.#tokens = new TokenKeeper((context) => this.#get(context));
  }

  /** @throws CodedError `CDK_HTTP_RESPONSE` (`config_error`) when the server refuses the credentials. */
  async authenticate(request: HttpRequest, context: AuthenticationContext): Promise<HttpRequest> {
    this.#startFromConfiguration(context);
    const text = await this.#tokens.fresh(context, request.signal);
    return { ...request, headers: { ...request.headers, authorization: `Bearer ${text}` } };
  }

  /** A token that is refused before its time is replaced. */
  refused(sent: HttpRequest): boolean {
    this.#tokens.refuse((sent.headers?.['authorization'] ?? '').slice('Bearer '.length));
    return true;
  }

  #startFromConfiguration(context: AuthenticationContext): void {
    const { accessToken } = this.#options;
    if (this.#isStarted || accessToken === undefined) return;
    this.#isStarted = true;
    context.registerSecret(accessToken.text);
    const endMs = Date.parse(accessToken.expiresAt);
    if (Number.isNaN(endMs)) return;
    const freshUntilMs = freshUntil(context.monotonic(), endMs - context.now());
    this.#tokens.start({ text: accessToken.text, freshUntilMs });
  }

  async #get(context: AuthenticationContext): Promise<Token> {
    const { readTokenAnswer } = await import('./oauth2-answer.js');
    const askedAtMs = context.monotonic();
    const text = await context.fetchText(tokenRequest(this.#options, this.#refreshToken));
    const answer = readTokenAnswer(text, this.#options.names ?? {}, context.now());
    context.registerSecret(answer.accessToken);
    await this.#keep(answer, context);
    return { text: answer.accessToken, freshUntilMs: freshUntil(askedAtMs, answer.lifetimeMs) };
  }

  /** The configuration must have the new refresh token before anything else can go wrong. */
  async #keep(answer: TokenAnswer, context: AuthenticationContext): Promise<void> {
    const isReplaced = answer.refreshToken !== undefined && answer.refreshToken !== this.#refreshToken;
    if (isReplaced) {
      context.registerSecret(answer.refreshToken);
      this.#refreshToken = answer.refreshToken;
    }
    const { store } = this.#options;
    if (store !== undefined) return await context.updateConfig(changesOf(answer, store, context.now()));
    if (!isReplaced) return;
    context.log('The token server replaced the refresh token, which the configuration does not keep: see `store`.');
  }
}

function changesOf(answer: TokenAnswer, store: NonNullable<OAuth2Options['store']>, nowMs: number): ConfigChange[] {
  const { accessToken, refreshToken, lifetimeMs } = answer;
  const expiresAt = new Date(nowMs + lifetimeMs).toISOString();
  return [
    ...(refreshToken === undefined ? [] : [{ path: store.refreshToken, value: refreshToken }]),
    ...(store.accessToken === undefined ? [] : [{ path: store.accessToken, value: accessToken }]),
    ...(store.expiresAt === undefined ? [] : [{ path: store.expiresAt, value: expiresAt }]),
  ];
}
