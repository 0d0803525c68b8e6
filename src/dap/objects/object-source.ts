import type { RetryPolicy } from '../../http/retry-policy.js';
import type { Send } from '../../http/transport.js';
import type { Clock } from '../../util/clock.js';
import type { DapEvent } from '../dap-event.js';
import type { CallSubject } from '../table-ref.js';
import type { SpooledObject } from './spooled-object.js';
import type { UrlBook } from './url-book.js';

/** What reading the objects of one job needs. */
export interface ObjectSource {
  readonly urls: UrlBook;
  /** To the object store: retries, but never an Authorization header. */
  readonly send: Send;
  readonly subject: CallSubject;
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onEvent: (event: DapEvent) => void;
  /** A copy of the object on this machine, where one was made. */
  readonly spooled?: ((objectId: string) => Promise<SpooledObject | undefined>) | undefined;
}
