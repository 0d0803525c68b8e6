/** Levels of the log, the most talkative first. */
export const LOG_LEVELS = ['debug', 'info', 'warning', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const LOG_FORMATS = ['plain', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** What a log line is about. */
export interface LogSubject {
  readonly namespace?: string | undefined;
  readonly table?: string | undefined;
  /** Id of the run that it belongs to. */
  readonly run?: string | undefined;
}
