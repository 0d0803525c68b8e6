import type { Wording } from '../../sync/run/outcomes.js';
import { DAP_ADVICE } from '../dap-advice.js';
import type { Log } from '../log/log.js';

/** How failures are told: the log knows the secrets. */
export function wordingOf(log: Log): Wording {
  return { advice: DAP_ADVICE, mask: (text) => log.mask(text) };
}
