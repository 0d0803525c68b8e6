import { bufferBodies } from '../http/buffer-bodies.js';
import { type RateLimiter, UNLIMITED } from '../http/rate-limiter.js';
import { statusVerdict } from '../http/retry-knowledge.js';
import type { RetryPolicy } from '../http/retry-policy.js';
import type { Send } from '../http/transport.js';
import { createTransport, type TransportOptions } from '../http/undici-transport.js';
import { withBearer } from '../http/with-bearer.js';
import { withLimit } from '../http/with-limit.js';
import type { RetryOptions } from '../http/with-retry.js';
import { withRetry } from '../http/with-retry.js';
import type { Clock } from '../util/clock.js';
import { systemClock } from '../util/clock.js';
import { checkBaseUrl } from './base-url.js';
import type { DapClientOptions } from './client-options.js';
import { DEFAULT_PATH_PREFIX } from './client-options.js';
import type { DapEvent } from './dap-event.js';
import type { CompleteClientOptions } from './environment.js';
import { isLastingError } from './errors/decode-api-error.js';
import { DEFAULT_RATE_LIMITS, DEFAULT_RETRY_POLICY } from './limits.js';
import { createLimiter, sharedLimiter } from './rate-limits.js';
import { TokenSource } from './token-source.js';

/** What a client sends with: one `Send` for the API, one for files; and what they wait with. */
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
  /** Closes the connections that this stack opened; a transport from outside stays open. */
  close(): Promise<void>;
}

const ignore = () => undefined;

/**
 * Stacks the behaviours: retry around slot around token around transport. The slot is inside the retry because
 * the server counts every try, and the token inside the slot because it could expire while a slot is awaited.
 */
export function createStack(options: CompleteClientOptions, signal: AbortSignal): ClientStack {
  const baseUrl = checkBaseUrl(options.baseUrl);
  const shared = sharedParts(options);
  const { policy, clock, random, onEvent } = shared;
  const transport = options.transport ?? createTransport(transportOptions(options));
  const retry: RetryOptions = {
    policy,
    clock,
    random,
    answeredHosts: new Set(),
    onRetry: ({ label, ...notice }) => onEvent({ type: 'retry', call: label, ...notice }),
  };
  return {
    rootUrl: `${baseUrl}${normalizePrefix(options.pathPrefix ?? DEFAULT_PATH_PREFIX)}`,
    sendApi: apiSend(options, { ...shared, baseUrl, retry, send: transport.send, signal }),
    // The API names the store, so its host is not a typing error: it gets the long budget from the start.
    sendObject: withRetry(transport.send, {
      ...retry,
      policy: { ...policy, maxAttemptsUnknownHost: policy.maxAttempts },
    }),
    ...shared,
    close: async () => {
      if (options.transport === undefined) await transport.close();
    },
  };
}

function sharedParts(options: DapClientOptions): Pick<ClientStack, 'policy' | 'clock' | 'random' | 'onEvent'> {
  return {
    policy: { ...DEFAULT_RETRY_POLICY, ...options.retry },
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    onEvent: options.onEvent ?? ignore,
  };
}

function transportOptions({ userAgent = 'airbyte-source-dap', timeouts }: DapClientOptions): TransportOptions {
  return { userAgent, ...(timeouts === undefined ? {} : { timeouts }) };
}

/** What {@link apiSend} needs. */
interface ApiParts extends Pick<ClientStack, 'clock' | 'onEvent'> {
  readonly baseUrl: string;
  readonly retry: RetryOptions;
  readonly send: Send;
  readonly signal: AbortSignal;
}

function apiSend(options: CompleteClientOptions, parts: ApiParts): Send {
  const { baseUrl, retry, clock, onEvent, signal } = parts;
  const { clientId, clientSecret, registerSecret = ignore } = options;
  const buffered = bufferBodies(parts.send);
  const apiRetry: RetryOptions = {
    ...retry,
    isFinal: async (response) => isLastingError(await response.text()),
    isDoubtful: async (response) => isDoubtful(response.status, await response.text()),
  };
  const send = withRetry(buffered, {
    ...apiRetry,
    isDoubtful: async (response) => isGarbled(response.status, await response.text()),
  });
  const tokens = new TokenSource({ send, baseUrl, clientId, clientSecret, clock, onEvent, registerSecret, signal });
  const limited = withLimit(withBearer(buffered, tokens, new URL(baseUrl).origin), {
    limiter: limiterFor(options, baseUrl, clock),
    onWait: ({ label }, waitMs) => onEvent({ type: 'limit-wait', call: label, waitMs }),
  });
  return withRetry(limited, apiRetry);
}

/** A page where JSON is due. */
function isGarbled(status: number, text: string): boolean {
  return statusVerdict(status) === 'success' && !isJson(text);
}

/** The login succeeded where a call is answered with 401: a gateway may not know the new token yet. */
function isDoubtful(status: number, text: string): boolean {
  return isGarbled(status, text) || (status === 401 && !isLastingError(text));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function limiterFor(options: CompleteClientOptions, baseUrl: string, clock: Clock): RateLimiter {
  const { rateLimiter, limits = DEFAULT_RATE_LIMITS, shareLimits, clientId } = options;
  if (rateLimiter !== undefined) return rateLimiter;
  if (limits === 'none') return UNLIMITED;
  return shareLimits === false ? createLimiter(limits, clock) : sharedLimiter(baseUrl, clientId, limits, clock);
}

function normalizePrefix(prefix: string): string {
  const bare = prefix.replace(/^\/+|\/+$/g, '');
  return bare === '' ? '' : `/${bare}`;
}
