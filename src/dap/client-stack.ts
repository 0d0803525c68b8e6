import { bufferBodies } from '../http/buffer-bodies.js';
import type { RetryPolicy } from '../http/retry-policy.js';
import { DEFAULT_RETRY_POLICY } from '../http/retry-policy.js';
import type { Send, Transport } from '../http/transport.js';
import { createTransport } from '../http/undici-transport.js';
import { withBearer } from '../http/with-bearer.js';
import { withLimit } from '../http/with-limit.js';
import type { RetryOptions } from '../http/with-retry.js';
import { withRetry } from '../http/with-retry.js';
import type { Clock } from '../util/clock.js';
import { systemClock } from '../util/clock.js';
import { checkBaseUrl } from './base-url.js';
import type { DapClientOptions } from './client-options.js';
import { DEFAULT_PATH_PREFIX, PRODUCTION_URL } from './client-options.js';
import type { DapEvent } from './dap-event.js';
import { isAccountError } from './errors/decode-api-error.js';
import type { LimitWindows } from './rate-limits.js';
import { createWindows, DEFAULT_RATE_LIMITS, sharedWindows } from './rate-limits.js';
import { TokenSource } from './token-source.js';

/** The ways out of a client: one for the API, one for files; and what waits along them are made of. */
export interface ClientStack {
  /** Base URL and path prefix. */
  readonly rootUrl: string;
  /** With login, limits and retries; bodies are read before it returns. */
  readonly sendApi: Send;
  /** With retries only: never a header that grants access. */
  readonly sendObject: Send;
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onEvent: (event: DapEvent) => void;
  readonly transport: Transport;
}

const ignore = () => undefined;

/**
 * Stacks the behaviours: retry around login around limit around the transport. The limit sits inside the
 * retry because the server counts every try.
 */
export function createStack(options: DapClientOptions, signal: AbortSignal): ClientStack {
  const baseUrl = checkBaseUrl(options.baseUrl ?? PRODUCTION_URL);
  const clock = options.clock ?? systemClock;
  const random = options.random ?? Math.random;
  const onEvent = options.onEvent ?? ignore;
  const policy = { ...DEFAULT_RETRY_POLICY, ...options.retry };
  const transport = createTransport({
    userAgent: options.userAgent ?? 'airbyte-source-dap',
    ...(options.timeouts === undefined ? {} : { timeouts: options.timeouts }),
  });
  const retry: RetryOptions = {
    policy,
    clock,
    random,
    answeredHosts: new Set(),
    onRetry: ({ label, ...notice }) => onEvent({ type: 'retry', call: label, ...notice }),
  };
  const apiRetry: RetryOptions = {
    ...retry,
    isFinal: async (response) => isAccountError(await response.text()),
    isGarbled: async (response) => !isJson(await response.text()),
  };
  const buffered = bufferBodies(transport.send);
  const windows = windowsFor(options, baseUrl, clock);
  const limited = withLimit(buffered, {
    windowOf: ({ label }) => windows.get(label),
    onWait: ({ label }, waitMs) => onEvent({ type: 'limit-wait', call: label, waitMs }),
  });
  const registerSecret = options.registerSecret ?? ignore;
  const { clientId, clientSecret } = options;
  const login = withRetry(buffered, apiRetry);
  const tokens = new TokenSource({
    send: login,
    baseUrl,
    clientId,
    clientSecret,
    clock,
    onEvent,
    registerSecret,
    signal,
  });
  return {
    rootUrl: `${baseUrl}${normalizePrefix(options.pathPrefix ?? DEFAULT_PATH_PREFIX)}`,
    sendApi: withRetry(withBearer(limited, tokens, new URL(baseUrl).origin), apiRetry),
    // A store that is named by the API is no typing error: it gets the long budget from the start.
    sendObject: withRetry(transport.send, {
      ...retry,
      policy: { ...policy, maxAttemptsUnknownHost: policy.maxAttempts },
    }),
    policy,
    clock,
    random,
    onEvent,
    transport,
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function windowsFor(options: DapClientOptions, baseUrl: string, clock: Clock): LimitWindows {
  const limits = options.limits ?? DEFAULT_RATE_LIMITS;
  if (limits === 'none') return new Map();
  if (options.shareLimits === false) return createWindows(limits, clock);
  return sharedWindows(baseUrl, options.clientId, limits, clock);
}

function normalizePrefix(prefix: string): string {
  const bare = prefix.replace(/^\/+|\/+$/g, '');
  return bare === '' ? '' : `/${bare}`;
}
