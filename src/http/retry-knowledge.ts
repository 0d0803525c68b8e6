/**
 * Which answers and failures are retried, as data. Both HTTP stacks use it: the DAP client through
 * `withRetry`, `HttpStream` through `resolveByStatus` and `Tries`. Only their budgets differ.
 */

/** Whether a status is worth another attempt. */
export type StatusVerdict = 'success' | 'retry' | 'rate-limited' | 'final';

/** Statuses that are worth another attempt, in addition to every 5xx. */
const RETRIED_STATUSES: Readonly<Record<number, StatusVerdict>> = { 408: 'retry', 429: 'rate-limited' };

/**
 * Whether a status is worth another attempt.
 *
 * @example
 * statusVerdict(503) // 'retry'
 */
export function statusVerdict(status: number): StatusVerdict {
  if (status >= 200 && status < 300) return 'success';
  return RETRIED_STATUSES[status] ?? (status >= 500 ? 'retry' : 'final');
}

/** Where a call without a usable answer failed. */
export type HttpFailureKind =
  | 'dns'
  | 'connect'
  | 'connect-timeout'
  | 'proxy'
  | 'proxy-refused'
  | 'proxy-address'
  | 'certificate'
  | 'not-tls'
  | 'tls'
  | 'headers-timeout'
  | 'idle-timeout'
  | 'broken'
  | 'too-large';

/** One kind of failure. */
export interface FailureFacts {
  /** End of a sentence that begins with the host. */
  readonly text: string;
  /** False when the server cannot have seen anything of the request. */
  readonly hasReachedServer: boolean;
  /** True when another attempt cannot succeed before something is changed. */
  readonly isPermanent: boolean;
}

const passing = (text: string, hasReachedServer: boolean): FailureFacts => ({
  text,
  hasReachedServer,
  isPermanent: false,
});
const permanent = (text: string, hasReachedServer: boolean): FailureFacts => ({
  text,
  hasReachedServer,
  isPermanent: true,
});

export const FAILURES: Readonly<Record<HttpFailureKind, FailureFacts>> = {
  dns: passing('the host name cannot be resolved', false),
  connect: passing('the connection is refused or the host is unreachable', false),
  'connect-timeout': passing('the host does not answer', false),
  proxy: passing('the proxy cannot connect to the host', false),
  'proxy-refused': permanent('the proxy refuses the connection', false),
  'proxy-address': permanent('the setting is not the address of an http or https proxy', false),
  certificate: permanent('no trusted TLS connection can be made', false),
  // Usually a wrong port, but some gateways also do this while they restart.
  'not-tls': passing('the server does not speak TLS on this port', false),
  tls: passing('the TLS connection fails', true),
  'headers-timeout': passing('the server accepts the request but does not answer', true),
  'idle-timeout': passing('the server stops sending in the middle of its answer', true),
  broken: passing('the connection breaks off', true),
  'too-large': permanent('the answer is larger than this program accepts', true),
};

/** Codes of the system and of undici. */
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
  ETIMEDOUT: 'connect-timeout',
  UND_ERR_CONNECT_TIMEOUT: 'connect-timeout',
  UND_ERR_HEADERS_TIMEOUT: 'headers-timeout',
  UND_ERR_BODY_TIMEOUT: 'idle-timeout',
  UND_ERR_SOCKET: 'broken',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'broken',
  UND_ERR_HEADERS_OVERFLOW: 'broken',
  // The certificate of the proxy itself.
  UND_ERR_PRX_TLS: 'certificate',
  ECONNRESET: 'broken',
  ECONNABORTED: 'broken',
  EPIPE: 'broken',
  EPROTO: 'tls',
};

/** Families of codes; the first match counts. Only failures of a certificate are permanent. */
const KIND_PATTERNS: readonly (readonly [RegExp, HttpFailureKind])[] = [
  [/^(CERT_|CRL_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_TLS_CERT_|HOSTNAME_MISMATCH|INVALID_CA)/, 'certificate'],
  [/^(INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|ERROR_IN_CERT|ERROR_IN_CRL)/, 'certificate'],
  [/^(ERR_SSL_|ERR_TLS_)/, 'tls'],
  [/^HPE_/, 'broken'],
];

/** OpenSSL's code for an answer that is not TLS. */
const NOT_TLS = /wrong[ _]version[ _]number|packet[ _]length[ _]too[ _]long|http[ _]request/i;

/** The kind of failure that a code stands for; undefined for codes that do not come from the network. */
export function failureKind(code: string, message = ''): HttpFailureKind | undefined {
  const kind = KINDS[code] ?? KIND_PATTERNS.find(([pattern]) => pattern.test(code))?.[1];
  return kind === 'tls' && NOT_TLS.test(`${code} ${message}`) ? 'not-tls' : kind;
}
