import { HttpFailure } from './http-failure.js';
import type { MovingWindow } from './moving-window.js';
import type { HttpRequest, Send } from './transport.js';

/** Which limit a request falls under, and who wants to know about waiting. */
export interface LimitOptions {
  windowOf(request: HttpRequest): MovingWindow | undefined;
  onWait?(request: HttpRequest, atLeastMs: number): void;
}

/** Holds each request back until its window has a slot. */
export function withLimit(send: Send, options: LimitOptions): Send {
  return async (request) => {
    const window = options.windowOf(request);
    if (window === undefined) return await send(request);
    const slot = await window.acquire(request.signal, (ms) => options.onWait?.(request, ms));
    try {
      const response = await send(request);
      slot.done();
      return response;
    } catch (error) {
      if (error instanceof HttpFailure && !error.hasReachedServer) slot.unused();
      else slot.done();
      throw error;
    }
  };
}
