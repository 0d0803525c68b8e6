import { type ErrorResolution, resolveByStatus } from '../error-resolution.js';
import type { HttpPage } from '../http-page.js';
import { type Backoff, hasOwnWait, ownBackoffMs, toldBackoffMs } from './backoff.js';
import { type ErrorRule, findRule } from './error-rule.js';

/**
 * What the first rule that fits says; without one the usual resolution by status.
 *
 * @param nowMs - the time of day
 */
export async function resolveByRules(
  rules: readonly ErrorRule[],
  page: HttpPage,
  nowMs: number,
): Promise<ErrorResolution> {
  const rule = await findRule(rules, page);
  const usual = resolveByStatus(page);
  if (rule === undefined) return usual;
  const { action, failureType, message } = rule;
  const waitMs = rule.wait === undefined ? undefined : await waitOf([rule.wait].flat(), page, nowMs);
  return {
    action,
    failureType: failureType ?? failureTypeOf(action, usual),
    ...(message === undefined ? {} : { message: typeof message === 'string' ? message : message(page) }),
    ...(waitMs === undefined ? {} : { waitMs }),
  };
}

async function waitOf(waits: readonly Backoff[], page: HttpPage, nowMs: number): Promise<ErrorResolution['waitMs']> {
  const toldMs = await toldBackoffMs(waits, page, nowMs);
  if (toldMs !== undefined || !hasOwnWait(waits)) return toldMs;
  return (attempt) => ownBackoffMs(waits, attempt);
}

function failureTypeOf(action: ErrorRule['action'], usual: ErrorResolution) {
  if (action === 'retry' || action === 'rate-limited') return 'transient_error';
  return usual.failureType ?? 'system_error';
}
