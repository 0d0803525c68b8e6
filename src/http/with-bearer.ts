import type { HttpRequest, Send } from './transport.js';

/** Where tokens come from. */
export interface TokenProvider {
  /** A valid token; a new one is requested if needed. */
  token(signal?: AbortSignal): Promise<string>;
  /** The server refused `token`: do not hand it out again. */
  refused(token: string): void;
}

/**
 * Adds `Authorization: Bearer` to requests of one origin, and to no other. After a 401 a new token is
 * fetched and the call repeated once; a second 401 is returned to the caller.
 */
export function withBearer(send: Send, tokens: TokenProvider, origin: string): Send {
  return async (request) => {
    if (new URL(request.url).origin !== origin) return await send(request);
    const token = await tokens.token(request.signal);
    const response = await send(authorized(request, token));
    if (response.status !== 401) return response;
    await response.discard();
    tokens.refused(token);
    return await send(authorized(request, await tokens.token(request.signal)));
  };
}

function authorized(request: HttpRequest, token: string): HttpRequest {
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } };
}
