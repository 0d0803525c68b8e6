import type { RateLimiter } from '../http/rate-limiter.js';
import type { RetryPolicy } from '../http/retry-policy.js';
import type { HttpTimeouts, Transport } from '../http/transport.js';
import type { Clock } from '../util/clock.js';
import type { DapEvent } from './dap-event.js';
import type { RateLimits } from './rate-limits.js';

/** Base URL of Instructure's production gateway. */
export const PRODUCTION_URL = 'https://api-gateway.instructure.com';

/** Path between base URL and endpoint; some builds of the service answer below `/dap/beta`. */
export const DEFAULT_PATH_PREFIX = '/dap';

/** A key of the Instructure Identity Service. */
export interface Credentials {
  /** As it is shown there, such as `us-east-1#0c59cade-…`. */
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Settings of a `DapClient`. */
export interface DapClientOptions {
  /** Default: the environment variable `DAP_CLIENT_ID`. */
  readonly clientId?: string | undefined;
  /** Default: the environment variable `DAP_CLIENT_SECRET`. */
  readonly clientSecret?: string | undefined;
  /** Default: the environment variable `DAP_API_URL`, else {@link PRODUCTION_URL}. https, or http to this machine. */
  readonly baseUrl?: string | undefined;
  /** Default {@link DEFAULT_PATH_PREFIX}. */
  readonly pathPrefix?: string | undefined;
  /** Root account to read, for users with several. */
  readonly scope?: string | undefined;
  /** Of the client's own transport. */
  readonly userAgent?: string | undefined;
  readonly clock?: Clock | undefined;
  /** Uniform in [0, 1); for jitter. */
  readonly random?: (() => number) | undefined;
  readonly retry?: Partial<RetryPolicy> | undefined;
  /** Of the client's own transport. */
  readonly timeouts?: Partial<HttpTimeouts> | undefined;
  /** Connections to use in place of the client's own. They stay open when the client is closed. */
  readonly transport?: Transport | undefined;
  /** Keeps the calls within limits in place of this process's own windows: `limits` and `shareLimits` do not count. */
  readonly rateLimiter?: RateLimiter | undefined;
  /**
   * Default: the documented limits, shared by all clients of this process with the same URL and client id; none with
   * the environment variable `DAP_LIMITS=off`.
   */
  readonly limits?: RateLimits | 'none' | undefined;
  /** False keeps the windows of this client apart from those of others. Default true. */
  readonly shareLimits?: boolean | undefined;
  readonly onEvent?: ((event: DapEvent) => void) | undefined;
  /** Longest wait for a job to begin and end, in milliseconds. Default 6 hours. */
  readonly maxJobWaitMs?: number | undefined;
  /**
   * Objects that all reads of tables decode at a time; each takes some 2 MiB. The others wait, with no more than the
   * beginning of their stored bytes. A reader that stops taking rows keeps its turn, so set this only where all
   * readers write to one place. Default: no object waits.
   */
  readonly maxOpenObjects?: number | undefined;
  /** Called with each secret that comes up (tokens, encoded credentials), before it is used. */
  readonly registerSecret?: ((secret: string) => void) | undefined;
  /** Ends everything this client does. */
  readonly signal?: AbortSignal | undefined;
}

/** Settings of a single call. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}
