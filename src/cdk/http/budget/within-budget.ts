import { HttpFailure } from '../../../http/http-failure.js';
import type { HttpRequest, Send } from '../../../http/transport.js';
import type { RequestBudget } from './request-budget.js';

/** What {@link withinBudget} needs. */
interface BudgetedRequest {
  readonly budget: RequestBudget | undefined;
  readonly request: HttpRequest;
  readonly send: Send;
  /** See {@link RequestBudget.acquire}. */
  readonly onWait: (untilMs: number) => void;
}

/**
 * Makes an attempt when the budget has a slot for it, and keeps the slot until the attempt is over: until the answer
 * has been judged, for the next request must not leave before the budget knows of a limit. The attempt counts if
 * anything that it sent may have reached a server.
 */
export async function withinBudget<T>(
  { budget, request, send, onWait }: BudgetedRequest,
  attempt: (send: Send) => Promise<T>,
): Promise<T> {
  const slot = await budget?.acquire(request, onWait);
  let isCounted = false;
  const counting: Send = async (next) => {
    try {
      const response = await send(next);
      isCounted = true;
      return response;
    } catch (error) {
      isCounted ||= !(error instanceof HttpFailure) || error.hasReachedServer;
      throw error;
    }
  };
  try {
    return await attempt(counting);
  } finally {
    await (isCounted ? slot?.done() : slot?.unused());
  }
}
