import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Transport } from '../../http/transport.js';
import { createTransport } from '../../http/undici-transport.js';
import { resolveByStatus } from './error-resolution.js';
import { HttpRequester } from './http-requester.js';
import type { RequesterOptions, RequestPolicy } from './requester-options.js';

/** What a request looked like to the server. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A server on this machine, and requesters to it. */
export interface TestApi {
  readonly origin: string;
  readonly seen: SeenRequest[];
  /** Pauses between tries, which are not made. */
  readonly waits: number[];
  readonly limitedUntil: number[];
  requester(options?: Partial<RequesterOptions>, policy?: Partial<RequestPolicy>): HttpRequester;
  close(): Promise<void>;
}

/** The time of day of every requester. */
export const NOW = Date.UTC(2026, 0, 1);

/** Starts a server. */
export async function startApi(answer: RequestListener): Promise<TestApi> {
  const seen: SeenRequest[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const transport: Transport = createTransport({ userAgent: 'test/1' });
  const waits: number[] = [];
  const limitedUntil: number[] = [];
  const sleep = async (ms: number) => void waits.push(ms);
  const requester: TestApi['requester'] = (options, policy) =>
    new HttpRequester({
      send: transport.send,
      authenticator: undefined,
      credentialOrigins: [origin],
      updateConfig: async () => undefined,
      clock: { now: () => NOW, monotonic: () => 0, sleep },
      log: () => undefined,
      registerSecret: () => undefined,
      rateLimited: (untilMs) => limitedUntil.push(untilMs),
      ...options,
      policy: {
        maxAttempts: 3,
        maxRateLimitWaitMs: 3_600_000,
        maxAnswerBytes: 1024 * 1024,
        resolveError: resolveByStatus,
        backoffMs: () => 1,
        ...policy,
      },
    });
  const close = async () => {
    await transport.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { origin, seen, waits, limitedUntil, requester, close };
}

/** The error that `work` ends with. */
export async function errorOf(work: Promise<unknown>): Promise<Error> {
  return await work.then(
    () => Promise.reject(new Error('Nothing failed.')),
    (error: Error) => error,
  );
}
