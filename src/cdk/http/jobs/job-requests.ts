import { CodedError } from '../../../errors.js';
import type { HttpRequest } from '../../../http/transport.js';
import { type AnswerPath, pathText, valueAt } from '../answer-path.js';
import { buildRequest } from '../build-request.js';
import type { HttpPage } from '../http-page.js';
import type { Paginator } from '../paging/paginator.js';
import { credentialOriginsOf, type RequestDescription } from '../request-description.js';
import { Origins } from '../send/origins.js';
import type { JobRequest } from './job.js';

/** What all requests of a stream have in common. */
export type RequestBasis = Pick<RequestDescription<never, never>, 'name' | 'urlBase' | 'credentialOrigins' | 'api'>;

/** A result of a job, and how to ask for it. */
export interface JobResult {
  readonly what: string | JobRequest;
  /** Its place among the results of the job, from 1. */
  readonly number: number;
  /** The URL that named it. */
  readonly namedBy: string;
}

interface PageContext {
  readonly slice?: object;
  readonly page: unknown;
  readonly signal: AbortSignal;
}

/** The request that creates a job, as the methods of the stream describe it. Its answer is no result: it is JSON. */
export function creationRequest<Context extends PageContext>(
  stream: RequestDescription<Context, unknown>,
  context: Context,
): HttpRequest {
  const { name, urlBase, credentialOrigins, api, httpMethod, cursor } = stream;
  const description: RequestDescription<Context, unknown> = {
    ...{ name, urlBase, credentialOrigins, api, httpMethod, cursor, paginator: undefined },
    path: (here) => stream.path(here),
    requestParams: (here) => stream.requestParams(here),
    requestHeaders: (here) => stream.requestHeaders(here),
    requestBody: (here) => stream.requestBody(here),
    requestJson: (here) => stream.requestJson(here),
  };
  return buildRequest(description, context);
}

/** The request that a {@link JobRequest} describes. */
export function jobRequest(basis: RequestBasis, request: JobRequest, signal: AbortSignal): HttpRequest {
  return buildRequest(describe(basis, request), { page: undefined, signal });
}

/**
 * The request for a page of a result. A URL that the API names is asked as it is: it may be signed. Of another origin,
 * texts for people name its host only.
 *
 * @throws CodedError `CDK_HTTP_RESPONSE` when the API names no http or https URL, or leads from https to http.
 */
export function resultRequest(
  basis: RequestBasis,
  { what, number, namedBy }: JobResult,
  paging: { readonly paginator: Paginator | undefined; readonly accept: string | undefined },
  context: PageContext,
): HttpRequest {
  const named = typeof what === 'string';
  const request = named ? { path: absolute(what, namedBy, basis.name) } : what;
  const { headers } = basis.api.options;
  const api = named ? { options: headers === undefined ? {} : { headers } } : basis.api;
  const description = { ...describe({ ...basis, api }, request), paginator: paging.paginator };
  const { accept } = paging;
  const built = buildRequest({ ...description, ...(accept === undefined ? {} : { decoder: { accept } }) }, context);
  const own = new Origins(credentialOriginsOf(basis));
  return own.has(built.url)
    ? built
    : { ...built, label: `${built.method} result ${number} at ${new URL(built.url).host}` };
}

/**
 * The URLs of results in an answer. An empty list is a job without results.
 *
 * @throws CodedError `CDK_HTTP_RESPONSE` when there is nothing at `path`, or one of several is missing.
 */
export function resultUrlsAt(answer: HttpPage, path: AnswerPath): string[] {
  const urls = urlsAt(answer, typeof path === 'string' ? path.split('.') : path);
  if (urls.every((url) => typeof url === 'string' && url !== '')) return urls as string[];
  throw new CodedError('CDK_HTTP_RESPONSE', {
    message: `The answer to ${answer.label} says that a job is done, but has no result URL at ${pathText(path)}. If a job can be without results, say so by results().`,
    details: { status: answer.status },
  });
}

/** What is at the path, member by member, with undefined for what is not there. */
function urlsAt(answer: HttpPage, steps: readonly (string | number)[]): unknown[] {
  const star = steps.indexOf('*');
  const value = valueAt(answer, star < 0 ? steps : steps.slice(0, star));
  if (star < 0) return Array.isArray(value) ? value : [value];
  if (typeof value !== 'object' || value === null) return [undefined];
  const [before, after] = [steps.slice(0, star), steps.slice(star + 1)];
  return Object.keys(value).flatMap((key) => urlsAt(answer, [...before, key, ...after]));
}

function describe({ name, urlBase, credentialOrigins, api }: RequestBasis, request: JobRequest) {
  return {
    ...{ name, urlBase, credentialOrigins, api },
    httpMethod: request.method ?? 'GET',
    paginator: undefined,
    path: () => request.path,
    requestParams: () => request.params ?? {},
    requestHeaders: () => request.headers ?? {},
    requestBody: () => request.body,
    requestJson: () => request.json,
  } satisfies RequestDescription<PageContext, unknown>;
}

/** A relative URL is meant from the one that was asked. */
function absolute(url: string, namedBy: string, stream: string): string {
  // An empty text would be the URL that was asked: a status is no result.
  const isUrl = url.trim() !== '' && URL.canParse(url, namedBy);
  const target = isUrl ? new URL(url, namedBy) : undefined;
  const isPlain = target?.protocol === 'http:';
  if (target?.protocol === 'https:' || (isPlain && new URL(namedBy).protocol === 'http:')) return target.href;
  const what = isPlain
    ? 'leads from https to http, where everyone on the way could read along'
    : 'is no http or https URL';
  throw new CodedError('CDK_HTTP_RESPONSE', {
    message: `Stream ${stream}: a result URL of a job ${what}.`,
    details: { stream },
  });
}
