import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { ServerClock } from './clock.js';
import type { Micros } from './instant.js';
import { MICROS_PER_S } from './instant.js';

/** The one pair of credentials that the emulator knows. */
export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A token as login answers it. */
export interface IssuedToken {
  readonly accessToken: string;
  /** Real seconds. */
  readonly expiresInS: number;
}

/** Issues and checks access tokens. */
export class Authority {
  readonly #credentials: Credentials;
  readonly #clock: ServerClock;
  readonly #signingKey = randomBytes(32);
  readonly #expiries = new Map<string, Micros>();

  constructor(credentials: Credentials, clock: ServerClock) {
    this.#credentials = credentials;
    this.#clock = clock;
  }

  /** Whether `header` is the Basic form of the known credentials. */
  acceptsBasic(header: string | undefined): boolean {
    const match = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header ?? '');
    if (match === null) return false;
    const given = Buffer.from(match[1] ?? '', 'base64');
    const known = Buffer.from(`${this.#credentials.clientId}:${this.#credentials.clientSecret}`);
    return given.length === known.length && timingSafeEqual(given, known);
  }

  /**
   * Makes a signed JWT. Its `exp` is real time, because clients compare it with their own clock; the server itself
   * uses its own.
   *
   * @param saidS lifetime in the answer and the token, if it differs from the real one.
   */
  issue(lifetimeS: number, saidS: number = lifetimeS): IssuedToken {
    const nowS = Math.floor(Date.now() / 1000);
    const expiresInS = Math.max(1, Math.round(saidS / this.#clock.speed));
    const payload = {
      iss: 'https://sso.canvaslms.com',
      sub: this.#credentials.clientId,
      aud: 'https://api-gateway.instructure.com',
      iat: nowS,
      exp: nowS + expiresInS,
      jti: randomUUID(),
    };
    const head = `${encode({ alg: 'HS256', typ: 'JWT', kid: 'emulator-1' })}.${encode(payload)}`;
    const accessToken = `${head}.${createHmac('sha256', this.#signingKey).update(head).digest('base64url')}`;
    this.#prune();
    this.#expiries.set(accessToken, this.#clock.nowMicros() + lifetimeS * MICROS_PER_S);
    return { accessToken, expiresInS };
  }

  /** The client of a request, by its headers; undefined if the token is missing, foreign or expired. */
  clientOf(authorization: string | undefined, instAuth: string | undefined): string | undefined {
    const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1] ?? instAuth;
    const expiry = token === undefined ? undefined : this.#expiries.get(token);
    return expiry !== undefined && expiry > this.#clock.nowMicros() ? this.#credentials.clientId : undefined;
  }

  #prune(): void {
    if (this.#expiries.size < 1000) return;
    const now = this.#clock.nowMicros();
    for (const [token, expiry] of this.#expiries) if (expiry <= now) this.#expiries.delete(token);
  }
}

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
