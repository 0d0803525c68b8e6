import { HttpFailure } from './http-failure.js';
import type { RateLimiter } from './rate-limiter.js';
import type { HttpRequest, Send } from './transport.js';

/** The limiter, and a listener for waits. */
export interface LimitOptions {
  readonly limiter: RateLimiter;
  onWait?(request: HttpRequest, atLeastMs: number): void;
}

/** Holds each request that names its `operation` back until the limiter has a slot, and keeps it until the answer. */
export function withLimit(send: Send, { limiter, onWait }: LimitOptions): Send {
  return async (request) => {
    if (request.operation === undefined) return await send(request);
    const slot = await limiter.acquire(request.operation, request.signal, (ms) => onWait?.(request, ms));
    try {
      const response = await send(request);
      await slot.done();
      return response;
    } catch (error) {
      await (error instanceof HttpFailure && !error.hasReachedServer ? slot.unused() : slot.done());
      throw error;
    }
  };
}
