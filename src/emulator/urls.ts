import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ServerClock } from './clock.js';
import { formatWholeSeconds, MICROS_PER_S } from './instant.js';

/** Signs the URLs of files, and checks what comes back. */
export class UrlSigner {
  readonly #key = randomBytes(32);
  readonly #clock: ServerClock;
  readonly #lifetimeS: number;

  constructor(clock: ServerClock, lifetimeS: number) {
    this.#clock = clock;
    this.#lifetimeS = lifetimeS;
  }

  /** Path and query of a URL that lives from now on. */
  sign(objectId: string): string {
    const path = `/dap-objects/${objectId.split('/').map(encodeURIComponent).join('/')}`;
    const expires = this.#clock.nowMicros() + this.#lifetimeS * MICROS_PER_S;
    const date = formatWholeSeconds(this.#clock.nowMicros()).replaceAll(/[-:]/g, '');
    const query = new URLSearchParams({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Date': date,
      'X-Amz-Expires': String(this.#lifetimeS),
      'X-Amz-Meta-Until': String(expires),
      'X-Amz-Signature': this.#signature(path, String(expires)),
    });
    return `${path}?${query}`;
  }

  /** The object id of a URL, and whether the URL may still be used. */
  verify(url: URL): { readonly objectId: string; readonly verdict: 'good' | 'expired' | 'forged' } {
    const objectId = url.pathname.split('/').slice(2).map(decodeURIComponent).join('/');
    const until = url.searchParams.get('X-Amz-Meta-Until') ?? '';
    const given = Buffer.from(url.searchParams.get('X-Amz-Signature') ?? '');
    const known = Buffer.from(this.#signature(url.pathname, until));
    if (given.length !== known.length || !timingSafeEqual(given, known)) return { objectId, verdict: 'forged' };
    return { objectId, verdict: Number(until) > this.#clock.nowMicros() ? 'good' : 'expired' };
  }

  #signature(path: string, until: string): string {
    return createHmac('sha256', this.#key).update(`${path}\n${until}`).digest('hex');
  }
}
