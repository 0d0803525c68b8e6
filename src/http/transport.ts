/** One HTTP call. `label` is what logs call it; unlike the URL it never holds anything secret. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';
  /** Absolute URL. */
  readonly url: string;
  readonly label: string;
  /** Which limit of requests the call counts against; absent for calls that are not limited. */
  readonly operation?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** The head of an answer, with its body still to be read exactly once by `bytes`, `text` or `discard`. */
export interface HttpResponse {
  readonly status: number;
  /** A header by its lower-case name; the values of a repeated one are joined by commas. */
  header(name: string): string | undefined;
  /**
   * The body as it comes from the wire, never decompressed. Leaving the loop early closes the connection.
   *
   * @throws HttpFailure when the connection breaks, or stays silent for the idle timeout while a chunk is awaited.
   */
  bytes(): AsyncGenerator<Buffer, void, void>;
  /**
   * The body as UTF-8 text; a second call gives the same text. The text of a non-2xx response is cut at 64 KiB.
   *
   * @throws HttpFailure of kind `too-large` when a 2xx response is larger than the transport accepts.
   */
  text(): Promise<string>;
  /** Discards the body; the connection is reused if little of it was left. */
  discard(): Promise<void>;
}

/** Sends one request. Every behaviour (auth, retry, limit) takes a `Send` and returns a `Send`. */
export type Send = (request: HttpRequest) => Promise<HttpResponse>;

/** The innermost {@link Send} with the connections that it holds. */
export interface Transport {
  readonly send: Send;
  /** Aborts all calls and frees every socket. */
  close(): Promise<void>;
}

/** How long each phase of a call may take, in milliseconds. */
export interface HttpTimeouts {
  readonly connectMs: number;
  /** From the sent request to the head of the answer. */
  readonly headersMs: number;
  /** Silence within a body; time in which the reader does not read does not count. */
  readonly idleMs: number;
}

/** Certificates of TLS connections, as PEM. */
export interface TlsOptions {
  /** All authorities to trust; without it those of Node. */
  readonly ca?: string | readonly string[];
  /** Certificate of the client, with the chain that the server needs. */
  readonly cert?: string;
  /** Key of that certificate. */
  readonly key?: string;
  /** Of an encrypted key. */
  readonly passphrase?: string;
}

/** Timeouts that suit a service behind a gateway and large files. */
export const DEFAULT_TIMEOUTS: HttpTimeouts = { connectMs: 10_000, headersMs: 60_000, idleMs: 60_000 };
