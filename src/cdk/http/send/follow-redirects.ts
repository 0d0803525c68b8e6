import { CodedError } from '../../../errors.js';
import type { HttpRequest, HttpResponse, Send } from '../../../http/transport.js';
import { harmless, type Origins, placeOf, refuseUserInfo } from './origins.js';

const MAX_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** How requests are sent on their way. */
export interface Journey {
  /** Where headers and bodies may follow from one to the other. */
  readonly origins: Origins;
  readonly send: Send;
  /** Adds the credentials that the origin of a request may see, and refuses to send a body to any other one. */
  prepare(request: HttpRequest): Promise<HttpRequest>;
}

/**
 * The answer to a request, wherever it leads: at most {@link MAX_REDIRECTS} redirects, never from https to http.
 * Each target gets the credentials of its own origin; an origin that is not known gets neither them nor headers that may
 * be secret, and no body at all: `prepare` sees to it. Methods change as in the Fetch Standard (https://fetch.spec.whatwg.org/#http-redirect-fetch).
 *
 * @throws CodedError `CDK_HTTP_RESPONSE` for a redirect that is not followed. It names host and path of the target.
 */
export async function followRedirects(request: HttpRequest, journey: Journey): Promise<HttpResponse> {
  const seen: string[] = [];
  for (let current = request; ; ) {
    seen.push(`${current.method} ${current.url}`);
    const response = await journey.send(await journey.prepare(current));
    const location = REDIRECTS.has(response.status) ? response.header('location') : undefined;
    if (location === undefined) return response;
    await response.discard();
    const step = { status: response.status, location, label: request.label };
    const next = nextRequest(current, step, journey.origins);
    if (seen.includes(`${next.method} ${next.url}`))
      throw refusal(step, `lead in a circle: ${placeOf(next.url)} comes again`);
    if (seen.length > MAX_REDIRECTS)
      throw refusal(step, `are more than ${MAX_REDIRECTS}; the next is to ${placeOf(next.url)}`);
    current = next;
  }
}

interface Step {
  readonly status: number;
  readonly location: string;
  readonly label: string;
}

function nextRequest(current: HttpRequest, step: Step, origins: Origins): HttpRequest {
  const from = new URL(current.url);
  if (!URL.canParse(step.location, from.href)) throw refusal(step, 'lead to no URL');
  const target = new URL(step.location, from.href);
  refuseUserInfo(target, `${step.label}, redirected to ${target.host}`);
  const isPlain = target.protocol === 'http:';
  if (!isPlain && target.protocol !== 'https:') throw refusal(step, `lead to a URL of the scheme ${target.protocol}`);
  if (isPlain && from.protocol === 'https:') {
    throw refusal(
      step,
      `lead from https to http, at ${placeOf(target.href)}, where everyone on the way could read along`,
    );
  }
  // A fragment is for the reader of a page.
  target.hash = '';
  const moved = withMethod({ ...current, url: target.href }, step.status);
  if (target.origin === from.origin || (origins.has(from.href) && origins.has(target.href))) return moved;
  return harmless(moved);
}

/** 303 asks for the target by GET; so do 301 and 302 after a POST, in all clients. 307 and 308 change nothing. */
function withMethod(request: HttpRequest, status: number): HttpRequest {
  const { body: _, headers = {}, ...rest } = request;
  const isSeeOther = status === 303 && request.method !== 'GET' && request.method !== 'HEAD';
  if (!isSeeOther && !(status < 303 && request.method === 'POST')) return request;
  const kept = Object.entries(headers).filter(([name]) => !/^content-/i.test(name));
  return { ...rest, method: 'GET', headers: Object.fromEntries(kept) };
}

function refusal({ label, status }: Step, why: string): CodedError {
  return new CodedError('CDK_HTTP_RESPONSE', {
    message: `${label} was answered with status ${status}: its redirects ${why}.`,
    details: { status },
  });
}
