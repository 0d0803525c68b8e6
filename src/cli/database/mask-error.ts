import { CodedError } from '../../errors.js';

const MASK = '****';

/** The error without any of the secrets in its message: drivers and servers may quote what they were given. */
export function maskError(error: unknown, secrets: readonly string[]): unknown {
  if (!(error instanceof Error)) return error;
  const message = masked(error.message, secrets);
  if (message === error.message) return error;
  if (!(error instanceof CodedError)) return new Error(message);
  return new CodedError(error.code, { message, details: error.details, failureType: error.failureType });
}

function masked(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
}
