import { abortable } from '../../../http/abort.js';
import type { AuthenticationContext } from './authenticator.js';

/** A token and how long it may be used. */
export interface Token {
  readonly text: string;
  /** On the monotonic clock, in milliseconds. */
  readonly freshUntilMs: number;
}

/** A token is given up this long before its end, so that it does not expire on the way. */
const MARGIN_MS = 60_000;

/** Until when a token with this much left is used: of a short life, half. */
export function freshUntil(fromMs: number, lifetimeMs: number): number {
  return fromMs + Math.max(lifetimeMs - MARGIN_MS, lifetimeMs / 2);
}

/** How a token is got. */
export type GetToken = (context: AuthenticationContext) => Promise<Token>;

/** Keeps one token for all requests of all streams: got when it is needed, once for all who wait. */
export class TokenKeeper {
  readonly #get: GetToken;
  /** The token, or the one that is being got. */
  #held: Promise<Token> | undefined;
  /** The text of the token that is held; undefined while one is being got. */
  #text: string | undefined;

  constructor(get: GetToken) {
    this.#get = get;
  }

  /** Holds a token that was got before this run. */
  start(token: Token): void {
    this.#held = Promise.resolve(token);
    this.#text = token.text;
  }

  /**
   * A token that is fresh. Rejects as getting one does; whoever asks next tries again. When `signal` fires only this caller
   * gives up: a request for a token goes on for the others, and for the refresh token that it may bring.
   */
  async fresh(context: AuthenticationContext, signal: AbortSignal | undefined): Promise<string> {
    for (;;) {
      const held = this.#held;
      if (held === undefined) return (await abortable(this.#begin(context), signal)).text;
      const token = await abortable(held, signal);
      if (token.freshUntilMs > context.monotonic()) return token.text;
      // Unless another caller has begun in the meantime.
      if (this.#held === held) return (await abortable(this.#begin(context), signal)).text;
    }
  }

  /** Gives a token up that a server refused; one that has replaced it in the meantime stays. */
  refuse(text: string): void {
    if (this.#text !== text) return;
    this.#held = undefined;
    this.#text = undefined;
  }

  #begin(context: AuthenticationContext): Promise<Token> {
    const asked = this.#get(context);
    this.#held = asked;
    this.#text = undefined;
    asked.then(
      (token) => {
        if (this.#held === asked) this.#text = token.text;
      },
      () => {
        if (this.#held === asked) this.#held = undefined;
      },
    );
    return asked;
  }
}
