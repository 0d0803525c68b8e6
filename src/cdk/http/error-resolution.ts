import type { FailureType } from '../../errors.js';
import { statusVerdict } from '../../http/retry-knowledge.js';
import type { HttpPage } from './http-page.js';

/**
 * What to do with an answer: parse it, ask again, fail the stream, ignore it as if it held nothing, or wait for
 * the API's limit to pass and ask again.
 */
export type ErrorAction = 'success' | 'retry' | 'fail' | 'ignore' | 'rate-limited';

/** An {@link ErrorAction} with what is to be said. */
export interface ErrorResolution {
  readonly action: ErrorAction;
  /** For `fail`, and for the others when their tries are used up. */
  readonly failureType?: FailureType;
  /** One sentence for the user, in place of the one made from the answer. */
  readonly message?: string;
  /** For `retry` and `rate-limited`: milliseconds to wait after which try (from 1), in place of those of `backoffMs`. */
  readonly waitMs?: number | ((attempt: number) => number);
}

/**
 * The usual resolution by status: 2xx is a success; 408, 429 and 5xx are tried again; 401 and 403 are the
 * user's to correct; the rest are faults of the connector.
 */
export function resolveByStatus(page: HttpPage): ErrorResolution {
  const verdict = statusVerdict(page.status);
  if (verdict === 'success') return { action: 'success' };
  if (verdict !== 'final') return { action: verdict, failureType: 'transient_error' };
  if (page.status === 401 || page.status === 403) return { action: 'fail', failureType: 'config_error' };
  return { action: 'fail', failureType: 'system_error' };
}
