import { createHash } from 'node:crypto';

/** Whose data a job or a position belongs to. Holds nothing secret: the client id is kept as a digest. */
export interface Origin {
  /** Address of the gateway with its path prefix. */
  readonly url: string;
  /** Digest of the client id. */
  readonly client: string;
  /** Root account, for keys that give access to several. */
  readonly scope?: string | undefined;
}

const DIGEST_CHARS = 16;

/** The origin of everything that a client with these settings reads. */
export function originOf(rootUrl: string, clientId: string, scope: string | undefined): Origin {
  const client = createHash('sha256').update(clientId).digest('hex').slice(0, DIGEST_CHARS);
  const origin = { url: rootUrl.toLowerCase(), client };
  return scope === undefined ? origin : { ...origin, scope };
}

/**
 * How two origins relate. `other-key`: the same gateway and root account, read with another client id. That may be a
 * rotated key of the same account or the key of another account; the origins alone cannot tell.
 */
export type OriginRelation = 'same' | 'other-key' | 'foreign';

/** Compares two origins. */
export function compareOrigins(a: Origin, b: Origin): OriginRelation {
  if (a.url !== b.url || a.scope !== b.scope) return 'foreign';
  return a.client === b.client ? 'same' : 'other-key';
}
