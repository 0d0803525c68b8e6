import { CodedError } from '../../errors.js';
import { HttpFailure } from '../../http/http-failure.js';
import type { CallSubject } from '../table-ref.js';
import { describeSubject } from '../table-ref.js';
import { ResponseInvalidError } from './request-errors.js';

/** The server cannot be reached, or the connection breaks off again and again. */
export class NetworkError extends CodedError {
  override readonly name = 'NetworkError';
  readonly host: string;
  constructor(failure: HttpFailure, subject: CallSubject = {}) {
    super('DAP_NETWORK', {
      message: about(failure, subject),
      details: facts(failure, subject),
      cause: failure,
      ...(failure.isPermanent ? { failureType: 'config_error' } : {}),
    });
    this.host = failure.host;
  }
}

/** The server's certificate is not trusted, or the server does not speak TLS. */
export class TlsError extends CodedError {
  override readonly name = 'TlsError';
  readonly host: string;
  constructor(failure: HttpFailure, subject: CallSubject = {}) {
    super('DAP_TLS', { message: about(failure, subject), details: facts(failure, subject), cause: failure });
    this.host = failure.host;
  }
}

/** A URL without TLS that leads to another machine. */
export class InsecureUrlError extends CodedError {
  override readonly name = 'InsecureUrlError';
  constructor(host: string, subject: CallSubject = {}) {
    const prefix = describeSubject(subject);
    const message = `${prefix === '' ? '' : `${prefix}: `}The URL of ${host} is not https.`;
    super('DAP_INSECURE_URL', { message, details: { ...subject, host } });
  }
}

/** Gives network failures their DAP error; anything else comes back as it is. */
export function toNetworkError(error: unknown, subject: CallSubject = {}): unknown {
  if (!(error instanceof HttpFailure)) return error;
  if (error.kind === 'too-large') return new ResponseInvalidError('it is too large', { ...subject, cause: error });
  const isTls = error.kind === 'certificate' || error.kind === 'not-tls';
  return isTls ? new TlsError(error, subject) : new NetworkError(error, subject);
}

function about(failure: HttpFailure, subject: CallSubject): string {
  const prefix = describeSubject(subject);
  return `${prefix === '' ? '' : `${prefix}: `}${failure.message}.`;
}

function facts(failure: HttpFailure, subject: CallSubject) {
  return { ...subject, host: failure.host, failure: failure.kind, systemCode: failure.systemCode };
}
