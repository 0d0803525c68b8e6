import { randomUUID } from 'node:crypto';
import type { FaultPlace } from '../fault-board.js';
import type { FaultName, FaultSpec } from '../faults.js';
import { failure, type Reply } from '../reply.js';
import type { ServerState } from '../server-state.js';

type MakeReply = (fault: FaultSpec) => Reply;

/** Faults of the gateway: they strike before the token is looked at. */
const GATEWAY: readonly (readonly [FaultName, MakeReply])[] = [
  ['apiDrop', () => ({ kind: 'drop' })],
  ['apiStall', () => ({ kind: 'stall' })],
  ['api500', () => failure(500, 'InternalServerError', 'An internal error occurred.')],
  ['api504NonJson', () => page(504, '<html><body><h1>504 Gateway Time-out</h1></body></html>')],
  ['api429', tooMany],
  ['apiUnexpectedContentType', () => page(200, '<html><body>Sign in to continue</body></html>')],
  ['apiInvalidJson', () => ({ kind: 'text', status: 200, contentType: 'application/json', text: '{"tables": ["acc' })],
];

/** Faults of the account: they need a valid token. */
const ACCOUNT: readonly (readonly [FaultName, MakeReply])[] = [
  ['unauthorizedOnce', () => unauthorized()],
  ['api403', () => failure(403, 'RequestTypeForbidden', 'This kind of request is not allowed.')],
  [
    'accountNotOnboarded',
    (fault) => account(fault, 'AccountNotOnboarded', 'The root account was never enabled for DAP.'),
  ],
  ['accountDisabled', (fault) => account(fault, 'AccountDisabled', 'The access of the root account is disabled.')],
  [
    'accountUnderMaintenance',
    (fault) => account(fault, 'AccountUnderMaintenance', 'The root account is under maintenance.'),
  ],
];

/** An answer shaped by a fault. */
export interface Struck {
  readonly reply: Reply;
  readonly fault: string;
}

/** The gateway's fault for this call, if one strikes. */
export function strikeGateway(state: ServerState, place: FaultPlace): Struck | undefined {
  return strikeFirst(state, GATEWAY, place);
}

/** The account's fault for this call, if one strikes. */
export function strikeAccount(state: ServerState, place: FaultPlace): Struck | undefined {
  return strikeFirst(state, ACCOUNT, place);
}

function strikeFirst(
  state: ServerState,
  faults: readonly (readonly [FaultName, MakeReply])[],
  place: FaultPlace,
): Struck | undefined {
  for (const [name, make] of faults) {
    const fault = state.faults.strike(name, place);
    if (fault !== undefined) return { reply: make(fault), fault: name };
  }
  return undefined;
}

/** 401 of a missing, unknown or expired token. */
export function unauthorized(): Reply {
  return failure(401, 'AuthenticationError', 'The access token is missing, invalid or expired.');
}

/** 429 as the limits give it. */
export function rateLimited(waitS: number): Reply {
  return failure(429, 'RateLimitExceeded', 'Too many requests.', {}, { 'Retry-After': String(waitS) });
}

function tooMany(fault: FaultSpec): Reply {
  const waitS = fault.seconds ?? 1;
  if (fault.retryAfter === 'none') return failure(429, 'RateLimitExceeded', 'Too many requests.');
  if (fault.retryAfter !== 'date') return rateLimited(waitS);
  // An HTTP date has whole seconds: rounded up, so that the wait is never shorter than asked for.
  const at = new Date(Math.ceil(Date.now() / 1000 + waitS) * 1000).toUTCString();
  return failure(429, 'RateLimitExceeded', 'Too many requests.', {}, { 'Retry-After': at });
}

function account(fault: FaultSpec, type: string, message: string): Reply {
  return failure(fault.status ?? 403, type, message);
}

function page(status: number, text: string): Reply {
  return { kind: 'text', status, contentType: 'text/html', text, headers: { 'X-Request-Id': randomUUID() } };
}
