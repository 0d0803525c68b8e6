import { backoffMs } from '../../http/retry-policy.js';
import { isSecureUrl } from '../../http/secure-url.js';
import type { HttpResponse } from '../../http/transport.js';
import { JobLostError, ObjectForbiddenError } from '../errors/job-errors.js';
import { InsecureUrlError, toNetworkError } from '../errors/network-errors.js';
import { RateLimitedError, ResponseInvalidError, ServerError } from '../errors/request-errors.js';
import { MAX_REDIRECTS, MAX_REFUSALS } from '../limits.js';
import type { ObjectSource } from './object-source.js';

/** Part of an object to ask for. */
export interface RangeRequest {
  readonly fromByte: number;
  /** Strong entity tag of the first answer. */
  readonly etag: string;
}

/** Stores answer an expired or a wrongly signed URL with any of these. */
const REFUSED: ReadonlySet<number> = new Set([400, 401, 403]);

/**
 * Opens an object, or a part of it. A refused URL is replaced by a fresh one. The answer is 200, 206, or
 * for a part also 412 or 416; every other outcome is an error.
 *
 * @throws JobLostError when the object is gone, ObjectForbiddenError when fresh URLs are refused as well.
 */
export async function openObject(
  source: ObjectSource,
  objectId: string,
  range: RangeRequest | undefined,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const { urls, clock, random, policy, onEvent } = source;
  const subject = { ...source.subject, objectId };
  for (let refusals = 0; ; ) {
    const url = await urls.url(objectId, signal);
    const response = await follow(source, objectId, url, range, signal);
    const { status } = response;
    if (status === 200 || status === 206 || (range !== undefined && (status === 412 || status === 416)))
      return response;
    await response.discard();
    if (status === 404 || status === 410) throw new JobLostError('the object is gone', { ...subject, status });
    if (status === 429) throw new RateLimitedError({ ...subject, status });
    if (!REFUSED.has(status)) throw new ServerError({ ...subject, status });
    urls.refused(objectId, url);
    refusals += 1;
    if (refusals > MAX_REFUSALS) throw new ObjectForbiddenError({ ...subject, status });
    // The first refusal is an expired URL as a rule; only further ones call for patience.
    const waitMs = refusals === 1 ? 0 : backoffMs(policy, refusals, random);
    const offset = range?.fromByte ?? 0;
    onEvent({
      type: 'object-again',
      objectId,
      attempt: refusals,
      offset,
      waitMs,
      reason: `the URL is refused (${status})`,
    });
    await clock.sleep(waitMs, signal);
  }
}

async function follow(
  source: ObjectSource,
  objectId: string,
  firstUrl: string,
  range: RangeRequest | undefined,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const subject = { ...source.subject, objectId };
  const headers = range === undefined ? {} : { range: `bytes=${range.fromByte}-`, 'if-match': range.etag };
  let url = checkObjectUrl(firstUrl, source, objectId);
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    const response = await source
      .send({ method: 'GET', url: url.href, label: 'get object', headers: { accept: '*/*', ...headers }, signal })
      .catch((error: unknown) => {
        throw toNetworkError(error, subject);
      });
    const location = response.header('location');
    if (response.status < 300 || response.status > 399 || location === undefined) return response;
    await response.discard();
    url = checkObjectUrl(location, source, objectId, url);
  }
  throw new ResponseInvalidError('the object store redirects in circles', subject);
}

function checkObjectUrl(text: string, source: ObjectSource, objectId: string, base?: URL): URL {
  const subject = { ...source.subject, objectId };
  if (!URL.canParse(text, base?.href)) throw new ResponseInvalidError('the object has no valid URL', subject);
  const url = new URL(text, base?.href);
  if (!isSecureUrl(url)) throw new InsecureUrlError(url.host, subject);
  return url;
}
