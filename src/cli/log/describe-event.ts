import type { DapEvent } from '../../dap/index.js';
import type { LogLevel, LogSubject } from './log-types.js';

/** A log line about an event of the client. */
export interface EventLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly subject: LogSubject;
}

/** Says what an event of the client means, for the log. */
export function describeEvent(event: DapEvent): EventLine {
  const line = (level: LogLevel, message: string, subject: LogSubject = {}): EventLine => ({ level, message, subject });
  switch (event.type) {
    case 'retry':
      return line(
        'warning',
        `${event.call} failed (${event.reason}); attempt ${event.attempt + 1} in ${seconds(event.waitMs)}`,
      );
    case 'limit-wait':
      return line('info', `${event.call} waits ${seconds(event.waitMs)} for the request limit of DAP`);
    case 'login':
      return line('debug', `logged in; the token lives ${event.expiresInSeconds} s`);
    case 'job':
      return line('info', `job ${event.jobId} ${event.status} after ${seconds(event.elapsedMs)}`, event);
    case 'job-waiting':
      return line('info', `job ${event.jobId} is still ${event.status} after ${seconds(event.elapsedMs)}`, event);
    case 'job-stale':
      return line('info', `job ${event.jobId} is not used: ${event.reason}`, event);
    case 'spool':
      return line('info', `${event.files} files are copied to this machine before the job expires`, event);
    case 'spool-failed':
      return line('warning', `a file could not be copied to this machine: ${event.reason}`, event);
    case 'job-again':
      return line('warning', `the query is submitted again in ${seconds(event.waitMs)}: ${event.reason}`, event);
    case 'download':
      return line(
        'debug',
        `${event.filesDone} of ${event.files} files of job ${event.jobId}, ${event.storedBytes} bytes`,
        event,
      );
    case 'object-again':
      return line(
        'warning',
        `${event.objectId}: download continues from byte ${event.offset} in ${seconds(event.waitMs)}: ${event.reason}`,
      );
    default:
      return event satisfies never;
  }
}

/** Milliseconds as seconds with at most one decimal. */
function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
