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
    case 'job-waiting':
      log.info(
        `Table ${event.namespace}.${event.table}: job ${event.jobId} is still ${event.status} after ${seconds(event.elapsedMs)}.`,
      );
      break;
    case 'job-stale':
      log.info(`Table ${event.namespace}.${event.table}: ${staleText(event)}`);
      break;
    case 'spool':
      logSpool(log, event);
      break;
    case 'spool-failed':
      log.warn(
        `Table ${event.namespace}.${event.table}: ${event.reason}; what is not stored is read from DAP in its turn.`,
      );
      break;
    case 'job-again':
      log.warn(
        `Table ${event.namespace}.${event.table}: ${event.reason}; the query is repeated in ${seconds(event.waitMs)}.`,
      );
      break;
    case 'object-again':
      log.warn(
        `File ${event.objectId}: ${event.reason}; ${event.offset > 0 ? 'continuing where it stopped' : 'fetched again'} in ${seconds(event.waitMs)} (attempt ${event.attempt}).`,
      );
      break;
    // The connector reads tables without files of its own.
    case 'download':
      break;
    default:
      event satisfies never;
  }
}

function staleText({ jobId, reason, expiresAt, asksAgain }: Extract<DapEvent, { type: 'job-stale' }>): string {
  if (asksAgain) return `the answer of DAP is not used (job ${jobId}): ${reason}. It is asked in another form.`;
  const until = expiresAt === undefined ? 'for up to 24 hours' : `until ${expiresAt}`;
  return `DAP repeats an earlier answer (job ${jobId}): ${reason}. It may do so ${until}; later changes arrive then.`;
}

function logSpool(log: Logger, event: Extract<DapEvent, { type: 'spool' }>): void {
  const { namespace, table, files, expectedBytes, freeBytes, isEnough } = event;
  const size = expectedBytes === undefined ? 'an unknown number of bytes' : `about ${megabytes(expectedBytes)}`;
  const text = `Table ${namespace}.${table}: the job would expire before its rows are read at the present speed, so its remaining files (${files}, ${size}) are stored in the temporary folder, which has ${megabytes(freeBytes)} free.`;
  if (isEnough) log.info(text);
  else
    log.warn(
      `${text} That is not enough: files that do not fit are read from DAP in their turn, and may be gone by then.`,
    );
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_000_000)} MB`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}
