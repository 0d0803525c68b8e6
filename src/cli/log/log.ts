import { appendFileSync } from 'node:fs';
import { CodedError, errorText } from '../../errors.js';
import { formatLine } from './log-line.js';
import { LOG_LEVELS, type LogFormat, type LogLevel, type LogSubject } from './log-types.js';

/** How and where a log is written. */
export interface LogOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** A file that every line is appended to. */
  readonly file?: string | undefined;
  /** Stands in each JSON line. */
  readonly clientId?: string | undefined;
  /** Takes each line for the console; absent where the console shows no log. */
  readonly console?: ((line: string, level: LogLevel) => void) | undefined;
}

const MASK = '****';

/** The log of a command: lines of a level and above, on the console and in a file. Never holds a secret. */
export class Log {
  readonly #options: LogOptions;
  readonly #secrets = new Set<string>();
  #run: string | undefined;

  constructor(options: LogOptions) {
    this.#options = options;
    // Fails now rather than at the first line if the file cannot be written.
    this.#append('');
  }

  /** Masks `secret` in every later line. */
  readonly addSecret = (secret: string): void => {
    if (secret !== '') this.#secrets.add(secret);
  };

  /** From now on all lines belong to a run; to none if it is undefined. */
  setRun(run: string | undefined): void {
    this.#run = run;
  }

  debug(message: string, subject?: LogSubject): void {
    this.write('debug', message, subject);
  }

  info(message: string, subject?: LogSubject): void {
    this.write('info', message, subject);
  }

  warning(message: string, subject?: LogSubject): void {
    this.write('warning', message, subject);
  }

  error(message: string, subject?: LogSubject): void {
    this.write('error', message, subject);
  }

  write(level: LogLevel, message: string, subject: LogSubject = {}): void {
    const line = this.#line(level, message, subject);
    if (line === undefined) return;
    this.#options.console?.(line, level);
    this.#append(line);
  }

  /** Writes a line to the log file alone: the console shows the matter in another way. */
  toFile(level: LogLevel, message: string, subject: LogSubject = {}): void {
    const line = this.#line(level, message, subject);
    if (line !== undefined) this.#append(line);
  }

  #line(level: LogLevel, message: string, subject: LogSubject): string | undefined {
    const { level: least, format, clientId } = this.#options;
    if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(least)) return undefined;
    const about = this.#run === undefined ? subject : { run: this.#run, ...subject };
    return formatLine(format, { level, message: this.mask(message), subject: about, clientId, time: new Date() });
  }

  #append(line: string): void {
    const { file } = this.#options;
    if (file === undefined) return;
    try {
      appendFileSync(file, line === '' ? '' : `${line}\n`);
    } catch (error) {
      const message = `The log file ${file} cannot be written: ${errorText(error)}.`;
      throw new CodedError('TOOL_INPUT', { message, cause: error });
    }
  }

  /** The text without any secret that the log knows. */
  mask(text: string): string {
    let masked = text;
    for (const secret of this.#secrets) masked = masked.replaceAll(secret, MASK);
    return masked;
  }
}
