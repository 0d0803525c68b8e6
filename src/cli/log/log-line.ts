import type { LogFormat, LogLevel, LogSubject } from './log-types.js';

/** What a log line says. */
export interface LogEntry {
  readonly level: LogLevel;
  readonly message: string;
  readonly subject: LogSubject;
  readonly clientId: string | undefined;
  readonly time: Date;
}

/**
 * A log line in the form of the official client: plain ones in local time, JSON ones in UTC.
 *
 * @example
 * formatLine('plain', entry) // '2026-03-01 09:00:00,250 - INFO - canvas.users: job 3f0c complete'
 */
export function formatLine(format: LogFormat, entry: LogEntry): string {
  const { level, message, subject, clientId, time } = entry;
  if (format === 'json') {
    return JSON.stringify({
      level: level.toUpperCase(),
      message,
      timestamp: `${time.toISOString().slice(0, 19)}Z`,
      logger_name: 'dap',
      dap_namespace: subject.namespace ?? null,
      dap_table: subject.table ?? null,
      dap_client_id: clientId ?? null,
      ...(subject.run === undefined ? {} : { dap_run: subject.run }),
    });
  }
  const { namespace, table } = subject;
  const about = table === undefined ? '' : `${namespace === undefined ? '' : `${namespace}.`}${table}: `;
  return `${localTime(time)} - ${level.toUpperCase()} - ${about}${message.replaceAll(/[\r\n]+/g, ' ')}`;
}

function localTime(time: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':');
  return `${date} ${clock},${String(time.getMilliseconds()).padStart(3, '0')}`;
}
