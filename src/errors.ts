import type { ErrorCode, FailureType } from './error-catalogue.js';
import { ERROR_CATALOGUE } from './error-catalogue.js';

export type { ErrorCode, ErrorKind, FailureType } from './error-catalogue.js';
export { ERROR_CATALOGUE } from './error-catalogue.js';

/** Facts an error carries for programs. Never a secret, a signed URL or a row's values. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** The parts of a {@link CodedError} besides its code. */
export interface CodedErrorOptions {
  /** What happened and to which table, one sentence for the user. */
  readonly message: string;
  /** More for the log: status codes, counts. Same rules as `details`. */
  readonly internalMessage?: string;
  readonly details?: ErrorDetails;
  readonly cause?: unknown;
  /** Replaces the failure type that the catalogue gives the code. */
  readonly failureType?: FailureType;
}

/**
 * Root of every error this package throws on purpose: a stable `code`, Airbyte's `failureType`, a `message` that says
 * what happened, typed `details` and the `cause`. What to do about it is for the program to say: {@link userMessage}.
 *
 * @example
 * throw new CodedError('DAP_NOT_FOUND', { message: 'Table canvas.coursess does not exist.' });
 */
export class CodedError extends Error {
  override readonly name: string = 'CodedError';
  readonly code: ErrorCode;
  readonly failureType: FailureType;
  readonly internalMessage: string;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, options: CodedErrorOptions) {
    const kind = ERROR_CATALOGUE[code];
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.failureType = options.failureType ?? kind.failureType;
    this.internalMessage = `${code}: ${options.internalMessage ?? options.message}`;
    this.details = options.details ?? {};
  }
}

/** Advice that the documentation gives, but no message: the message itself says what to do. */
export interface SilentAdvice {
  readonly inDocs: string;
}

/**
 * What the user of a program can do about each error, one sentence or two. Every front end has a table of its own:
 * "run the sync again" is of no use to those who call the DAP client.
 */
export type Advice = Readonly<Partial<Record<ErrorCode, string | SilentAdvice>>>;

/**
 * The text for a user: the message, and what the program in use advises.
 *
 * @example
 * userMessage(error, { DAP_TLS: 'Check the address.' }) // 'dap.test: no trusted TLS connection. Check the address.'
 */
export function userMessage(error: CodedError, advice: Advice): string {
  const more = advice[error.code];
  return typeof more === 'string' ? `${error.message} ${more}` : error.message;
}

/** Tells whether `error` is one of ours, and optionally whether it carries one of `codes`. */
export function isCodedError(error: unknown, ...codes: readonly ErrorCode[]): error is CodedError {
  return error instanceof CodedError && (codes.length === 0 || codes.includes(error.code));
}

/** True for what waits and loops throw when an `AbortSignal` ends them: not a failure of its own. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || isCodedError(error, 'CDK_ABORTED'));
}

/** The text of anything that was thrown, without its stack. */
export function errorText(error: unknown): string {
  if (error instanceof Error) return error.message === '' ? error.name : error.message;
  return String(error);
}
