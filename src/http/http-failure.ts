/** Where a call without a usable answer failed. */
export type HttpFailureKind =
  | 'dns'
  | 'connect'
  | 'connect-timeout'
  | 'tls'
  | 'headers-timeout'
  | 'idle-timeout'
  | 'broken';

const TEXTS: Readonly<Record<HttpFailureKind, string>> = {
  dns: 'the host name cannot be resolved',
  connect: 'the connection is refused or the host is unreachable',
  'connect-timeout': 'the host does not answer',
  tls: 'no trusted TLS connection can be made',
  'headers-timeout': 'the server accepts the request but does not answer',
  'idle-timeout': 'the server stops sending in the middle of its answer',
  broken: 'the connection breaks off',
};

const NEVER_REACHED: ReadonlySet<HttpFailureKind> = new Set(['dns', 'connect', 'connect-timeout', 'tls']);

/** A call that got no complete answer. Names the host alone, never the URL, which may be signed. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly kind: HttpFailureKind;
  readonly host: string;
  /** Code of the system or of the HTTP library, such as `ECONNREFUSED`. */
  readonly systemCode: string | undefined;

  constructor(kind: HttpFailureKind, host: string, cause?: unknown) {
    const code = codeOf(cause);
    const suffix = code === undefined ? '' : ` (${code})`;
    super(`${host}: ${TEXTS[kind]}${suffix}`, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.host = host;
    this.systemCode = code;
  }

  /** False when the server cannot have seen anything of the request. */
  get hasReachedServer(): boolean {
    return !NEVER_REACHED.has(this.kind);
  }

  /** True when another try cannot succeed before somebody mends something: a certificate, no TLS at all. */
  get isPermanent(): boolean {
    return this.kind === 'tls';
  }
}

/** An {@link HttpFailure} for an error of the network or of the HTTP library; anything else comes back as it is. */
export function toHttpFailure(error: unknown, host: string): unknown {
  if (error instanceof HttpFailure) return error;
  const kind = kindOf(codeOf(error));
  return kind === undefined ? error : new HttpFailure(kind, host, error);
}

const KINDS: Readonly<Record<string, HttpFailureKind>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  ECONNREFUSED: 'connect',
  EHOSTUNREACH: 'connect',
  EHOSTDOWN: 'connect',
  ENETUNREACH: 'connect',
  ENETDOWN: 'connect',
  EADDRNOTAVAIL: 'connect',
  UND_ERR_CONNECT_TIMEOUT: 'connect-timeout',
  UND_ERR_HEADERS_TIMEOUT: 'headers-timeout',
  UND_ERR_BODY_TIMEOUT: 'idle-timeout',
  UND_ERR_SOCKET: 'broken',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'broken',
  UND_ERR_HEADERS_OVERFLOW: 'broken',
  ETIMEDOUT: 'connect-timeout',
  ECONNRESET: 'broken',
  ECONNABORTED: 'broken',
  EPIPE: 'broken',
  EPROTO: 'tls',
};

/** Names that OpenSSL and Node give to certificates they refuse and to servers that do not speak TLS. */
const TLS_CODE = /^(CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_TLS_|ERR_SSL_|HOSTNAME_MISMATCH|INVALID_CA)/;

function kindOf(code: string | undefined): HttpFailureKind | undefined {
  if (code === undefined) return undefined;
  if (TLS_CODE.test(code)) return 'tls';
  return KINDS[code] ?? (code.startsWith('HPE_') ? 'broken' : undefined);
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
