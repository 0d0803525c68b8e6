import { HttpFailure } from '../../../http/http-failure.js';
import type { HttpRequest } from '../../../http/transport.js';
import type { RequestBudget } from './request-budget.js';

/**
 * Sends a request when the budget has a slot for it, and keeps the slot until it is answered.
 *
 * @param onWait - see {@link RequestBudget.acquire}
 */
export async function withinBudget<T>(
  budget: RequestBudget | undefined,
  request: HttpRequest,
  onWait: (untilMs: number) => void,
  send: () => Promise<T>,
): Promise<T> {
  const slot = await budget?.acquire(request, onWait);
  let isCounted = true;
  try {
    const result = await send();
    isCounted = !(result instanceof HttpFailure) || result.hasReachedServer;
    return result;
  } catch (error) {
    // Any other error is from before the request left, such as one of the authenticator.
    isCounted = error instanceof HttpFailure && error.hasReachedServer;
    throw error;
  } finally {
    await (isCounted ? slot?.done() : slot?.unused());
  }
}
