import type { Send } from './transport.js';

/**
 * Reads each body to its end before the answer counts as arrived, so that a connection that breaks
 * within the body is handled by the wrapper: it retries, and a limit's slot stays taken.
 */
export function bufferBodies(send: Send): Send {
  return async (request) => {
    const response = await send(request);
    await response.text();
    return response;
  };
}
