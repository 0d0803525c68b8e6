import { failure, json, type Reply } from '../reply.js';
import type { ServerState } from '../server-state.js';
import type { ApiRequest } from './api-request.js';

const DEFAULT_TOKEN_LIFETIME_S = 3600;

/** `POST /ids/auth/login`: Basic credentials and a form against an access token. */
export function login(state: ServerState, request: ApiRequest): { readonly reply: Reply; readonly fault?: string } {
  const { faults, authority, options } = state;
  if (faults.strike('loginDrop') !== undefined) return { reply: { kind: 'drop' }, fault: 'loginDrop' };
  if (faults.strike('login500') !== undefined) {
    return { reply: failure(500, 'InternalServerError', 'An internal error occurred.'), fault: 'login500' };
  }
  for (const [name, status] of [
    ['login401', 401],
    ['login403', 403],
  ] as const) {
    if (faults.strike(name) !== undefined) return { reply: refused(status), fault: name };
  }
  if (new URLSearchParams(request.body).get('grant_type') !== 'client_credentials') {
    return { reply: failure(400, 'BadRequest', 'The form must carry grant_type=client_credentials.') };
  }
  if (!authority.acceptsBasic(request.authorization)) return { reply: refused(options.wrongSecretStatus ?? 403) };
  const short = faults.strike('tokenShort');
  const lifetimeS = short === undefined ? (options.tokenLifetimeS ?? DEFAULT_TOKEN_LIFETIME_S) : (short.seconds ?? 1);
  const token = authority.issue(lifetimeS, short?.says);
  const body = {
    access_token: token.accessToken,
    expires_in: token.expiresInS,
    scope: 'dap:query',
    token_type: 'Bearer',
  };
  return { reply: json(200, body), ...(short === undefined ? {} : { fault: 'tokenShort' }) };
}

function refused(status: number): Reply {
  return failure(status, 'AuthenticationError', 'The credentials are missing or wrong.');
}
