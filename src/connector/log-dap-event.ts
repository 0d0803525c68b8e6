import type { Logger } from '../cdk/index.js';
import type { DapEvent } from '../dap/index.js';

/** One line for the operator about what the client does meanwhile. */
export function logDapEvent(log: Logger, event: DapEvent): void {
  switch (event.type) {
    case 'retry':
      log.warn(
        `${event.call}: attempt ${event.attempt} failed (${event.reason}); trying again in ${seconds(event.waitMs)}.`,
      );
      break;
    case 'limit-wait':
      log.info(`${event.call}: waiting ${seconds(event.waitMs)} for DAP's limit of requests a minute.`);
      break;
    case 'login':
      log.debug(`Logged in; the token is good for ${event.expiresInSeconds} s.`);
      break;
    case 'job':
      log.debug(
        `Table ${event.namespace}.${event.table}: job ${event.jobId} is ${event.status} after ${seconds(event.elapsedMs)}.`,
      );
      break;
    case 'job-again':
      log.warn(
        `Table ${event.namespace}.${event.table}: ${event.reason}; the query is repeated in ${seconds(event.waitMs)}.`,
      );
      break;
    case 'object-again':
      log.warn(
        `File ${event.objectId}: ${event.reason}; ${event.offset > 0 ? 'going on where it stopped' : 'fetched again'} in ${seconds(event.waitMs)} (attempt ${event.attempt}).`,
      );
      break;
    default:
      event satisfies never;
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}
