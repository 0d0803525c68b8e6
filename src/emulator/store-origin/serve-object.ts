import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ENCODINGS } from '../encode/encodings.js';
import { DEFAULT_DELAY_MS, type FaultSpec } from '../faults.js';
import type { Job } from '../jobs.js';
import type { ServerState } from '../server-state.js';
import { parseRange } from './range.js';
import { type ServedFile, serveFile } from './served-file.js';

/** The outcome of a request, for the log. */
interface Outcome {
  readonly status: number;
  readonly fault?: string | undefined;
}

/** Serves a pre-signed URL on the other origin, which does not know tokens. */
export async function serveObject(
  state: ServerState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const at = state.clock.now();
  const url = new URL(request.url ?? '/', state.storeUrl);
  response.setHeader('Date', new Date(state.clock.nowMicros() / 1000).toUTCString());
  const outcome = await answer(state, request, response, url);
  const scheme = request.headers.authorization?.split(' ')[0];
  state.log.add({
    at,
    origin: 'store',
    method: request.method ?? '',
    path: url.pathname,
    status: outcome.status,
    ...(scheme === undefined ? {} : { authorization: scheme }),
    ...(request.headers.range === undefined ? {} : { range: request.headers.range }),
    ...(request.headers['if-match'] === undefined ? {} : { ifMatch: request.headers['if-match'] }),
    ...(request.headers['user-agent'] === undefined ? {} : { userAgent: request.headers['user-agent'] }),
    ...(outcome.fault === undefined ? {} : { fault: outcome.fault }),
  });
}

async function answer(
  state: ServerState,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<Outcome> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return explain(response, 405, 'MethodNotAllowed');
  if (request.headers.authorization !== undefined) return explain(response, 403, 'AccessDenied');
  const { objectId, verdict } = state.urls.verify(url);
  if (verdict === 'forged') return explain(response, 403, 'SignatureDoesNotMatch');
  const found = state.jobs.findObject(objectId, state.clock.nowMicros());
  if (verdict === 'expired') return explain(response, 403, 'AccessDenied', 'Request has expired');
  if (found === undefined) return explain(response, 404, 'NoSuchKey');
  const delay = state.faults.strike('objectDelay', found.job);
  if (delay !== undefined) await sleep(delay.ms ?? DEFAULT_DELAY_MS, undefined, { ref: false });
  for (const [name, status, code] of [
    ['urlExpired', 403, 'AccessDenied'],
    ['object500', 500, 'InternalError'],
  ] as const) {
    if (state.faults.strike(name, found.job) !== undefined) {
      return {
        ...explain(response, status, code, name === 'urlExpired' ? 'Request has expired' : undefined),
        fault: name,
      };
    }
  }
  return sendFile(state, request, response, found.job, serveFile(state, found.job, found.object.blob));
}

/** An error as object stores write them. */
function explain(response: ServerResponse, status: number, code: string, message: string = code): Outcome {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  response
    .writeHead(status, { 'Content-Type': 'application/xml', 'Content-Length': Buffer.byteLength(text) })
    .end(text);
  return { status };
}

async function sendFile(
  state: ServerState,
  request: IncomingMessage,
  response: ServerResponse,
  job: Job,
  file: ServedFile,
): Promise<Outcome> {
  const { headers } = request;
  if (headers['if-match'] !== undefined && headers['if-match'] !== '*' && headers['if-match'] !== file.etag) {
    return { ...explain(response, 412, 'PreconditionFailed'), fault: file.fault };
  }
  const ranges = headers.range === undefined || state.faults.strike('rangeDisabled', job) === undefined;
  const isSameFile = headers['if-range'] === undefined || headers['if-range'] === file.etag;
  const range = ranges && isSameFile ? parseRange(headers.range, file.bytes) : undefined;
  if (range === 'unsatisfiable') {
    response.setHeader('Content-Range', `bytes */${file.bytes}`);
    return { ...explain(response, 416, 'InvalidRange'), fault: file.fault };
  }
  const part = range ?? { start: 0, end: file.bytes - 1 };
  const length = part.end - part.start + 1;
  const status = range === undefined ? 200 : 206;
  response.writeHead(status, {
    'Content-Type': ENCODINGS[job.query.format].mediaType,
    'Content-Length': length,
    ETag: file.etag,
    ...(ranges ? { 'Accept-Ranges': 'bytes' } : {}),
    ...(range === undefined ? {} : { 'Content-Range': `bytes ${part.start}-${part.end}/${file.bytes}` }),
  });
  if (request.method === 'HEAD') {
    response.end();
    return { status };
  }
  const broken = await sendBody(state, response, job, file.read(part), length);
  return { status, fault: broken ?? file.fault };
}

/** Sends a body, or only the beginning of it. */
async function sendBody(
  state: ServerState,
  response: ServerResponse,
  job: Job,
  body: Readable,
  length: number,
): Promise<string | undefined> {
  const cut = state.faults.strike('objectCut', job);
  const stall = cut === undefined ? state.faults.strike('objectStall', job) : undefined;
  const fault = cut ?? stall;
  if (fault === undefined) {
    body.on('data', (chunk: Buffer) => {
      state.log.bytesServed += chunk.length;
    });
    await pipeline(body, response).catch((error: unknown) => ignoreHangUp(error));
    return undefined;
  }
  await sendBeginning(response, body, bytesBefore(fault, length));
  if (cut !== undefined) response.socket?.destroy();
  return fault.name;
}

function bytesBefore(fault: FaultSpec, length: number): number {
  return Math.max(0, Math.min(fault.after ?? Math.floor(length / 2), length - 1));
}

/** Writes so many bytes, waits until they are handed to the system, and ends nothing. */
async function sendBeginning(response: ServerResponse, body: Readable, bytes: number): Promise<void> {
  response.flushHeaders();
  let left = bytes;
  for await (const chunk of body) {
    const part = (chunk as Buffer).subarray(0, left);
    left -= part.length;
    if (part.length > 0) await new Promise<void>((resolve) => response.write(part, () => resolve()));
    if (left === 0 || response.destroyed) break;
  }
  body.destroy();
}

/** A client may hang up at any time; anything else is a defect. */
function ignoreHangUp(error: unknown): void {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE', 'ERR_STREAM_DESTROYED'].includes(code)) throw error;
}
