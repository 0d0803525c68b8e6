import { FAILURES, failureKind, type HttpFailureKind, statusVerdict } from './retry-knowledge.js';

/** A call without a complete answer. It names only the host, never the URL, which may be signed. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly kind: HttpFailureKind;
  readonly host: string;
  /** Code of the system or of the HTTP library, such as `ECONNREFUSED`. */
  readonly systemCode: string | undefined;

  /** @param via - host of the proxy in between, without its credentials */
  constructor(kind: HttpFailureKind, host: string, cause?: unknown, via?: string) {
    const code = codeOf(cause);
    const suffix = code === undefined ? '' : ` (${code})`;
    const place = via === undefined ? host : `${host}, through the proxy ${via}`;
    super(`${place}: ${FAILURES[kind].text}${suffix}`, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.host = host;
    this.systemCode = code;
  }

  /** False when the server cannot have seen anything of the request. */
  get hasReachedServer(): boolean {
    return FAILURES[this.kind].hasReachedServer;
  }

  /** True when another attempt cannot succeed before something is changed, such as a certificate. */
  get isPermanent(): boolean {
    return FAILURES[this.kind].isPermanent;
  }
}

/** An {@link HttpFailure} for an error of the network or of the HTTP library; any other error is returned unchanged. */
export function toHttpFailure(error: unknown, host: string, via?: string): unknown {
  if (error instanceof HttpFailure) return error;
  const kind = via === undefined ? kindOf(error) : (proxyKindOf(error) ?? kindOf(error));
  return kind === undefined ? error : new HttpFailure(kind, host, error, via);
}

/** The kind of failure behind a status of the proxy itself, in place of an open connection. */
export function proxyStatusKind(status: number): HttpFailureKind {
  return statusVerdict(status) === 'final' ? 'proxy-refused' : 'proxy';
}

function kindOf(error: unknown): HttpFailureKind | undefined {
  const code = codeOf(error);
  return code === undefined ? undefined : failureKind(code, error instanceof Error ? error.message : '');
}

/** undici has no code for a proxy that opens no tunnel: it reports an abort with the status in its text. */
function proxyKindOf(error: unknown): HttpFailureKind | undefined {
  const status = error instanceof Error ? /^Proxy .*\((\d{3})\)/.exec(error.message)?.[1] : undefined;
  return status === undefined ? undefined : proxyStatusKind(Number(status));
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
