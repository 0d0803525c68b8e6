import { DateTime } from 'luxon';
import { CodedError } from '../../../errors.js';
import { parseJson, valueAt } from '../../../util/json.js';
import type { OAuth2Names } from './oauth2-options.js';

/** What the answer of a token server says. */
export interface TokenAnswer {
  readonly accessToken: string;
  /** From the answer on. */
  readonly lifetimeMs: number;
  /** Undefined where the one before stays in force. */
  readonly refreshToken: string | undefined;
}

/** Lifetime of a token whose answer names none. */
const DEFAULT_LIFETIME_MS = 3_600_000;
/** A larger number is an instant: the seconds since the epoch, in 2001. */
const LARGEST_LIFETIME_S = 1_000_000_000;

/**
 * Reads the answer of a token server.
 *
 * @param nowMs - the time of day, for answers that name the end of the token
 * @throws CodedError `CDK_HTTP_RESPONSE` when it holds no token; the answer is not quoted.
 */
export function readTokenAnswer(text: string, names: OAuth2Names, nowMs: number): TokenAnswer {
  const answer = parseAnswer(text);
  const accessToken = valueAt(answer, pathOf(names.accessToken ?? 'access_token'));
  if (typeof accessToken !== 'string' || accessToken === '') throw unusable();
  const next = valueAt(answer, pathOf(names.newRefreshToken ?? 'refresh_token'));
  return {
    accessToken,
    lifetimeMs: lifetimeMs(valueAt(answer, pathOf(names.expires ?? 'expires_in')), nowMs),
    refreshToken: typeof next === 'string' && next !== '' ? next : undefined,
  };
}

function parseAnswer(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw unusable();
    throw error;
  }
}

function pathOf(field: string | readonly string[]): readonly string[] {
  return typeof field === 'string' ? [field] : field;
}

function lifetimeMs(value: unknown, nowMs: number): number {
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^\d+(\.\d+)?$/.test(value));
  if (isNumber) {
    const seconds = Number(value);
    return seconds > LARGEST_LIFETIME_S ? Math.max(0, seconds * 1000 - nowMs) : seconds * 1000;
  }
  const end = typeof value === 'string' ? DateTime.fromISO(value, { zone: 'utc' }) : undefined;
  return end?.isValid === true ? Math.max(0, end.toMillis() - nowMs) : DEFAULT_LIFETIME_MS;
}

function unusable(): CodedError {
  return new CodedError('CDK_HTTP_RESPONSE', { message: 'The answer of the token server holds no access token.' });
}
