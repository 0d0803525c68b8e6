import { CodedError } from '../../errors.js';
import type { HttpRequest } from '../../http/transport.js';
import { isJsonObject, stringifyJson } from '../../util/json.js';
import { lowerCaseNames } from './header-names.js';
import { joinUrl } from './join-url.js';
import type { PageRequest } from './paging/paginator.js';
import { credentialOriginsOf, type RequestDescription } from './request-description.js';
import type { RequestParams } from './request-params.js';
import { mustNotGet, Origins } from './send/origins.js';

/** What building a request needs to know of its context. */
interface BuildContext<Page> {
  readonly slice?: object;
  readonly page: Page | undefined;
  readonly signal: AbortSignal;
}

/**
 * The request that a stream's methods, its API, its cursor and its paginator describe; the more specific one takes precedence.
 *
 * @throws CodedError `CDK_STREAM_DEFINITION` when they do not make a request; `CDK_HTTP_RESPONSE` when its parameters would
 *   go to an origin that may not see them.
 */
export function buildRequest<Context extends BuildContext<Page>, Page>(
  stream: RequestDescription<Context, Page>,
  context: Context,
): HttpRequest {
  const paged = stream.paginator?.request(context.page) ?? {};
  const url = buildUrl(stream, context, paged);
  const { body, contentType } = buildBody(stream, context, paged);
  return {
    method: stream.httpMethod,
    url: url.href,
    label: `${stream.httpMethod} ${url.host}${url.pathname}`,
    headers: {
      accept: stream.decoder?.accept ?? 'application/json',
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      ...lowerCaseNames(stream.api.options.headers ?? {}),
      ...lowerCaseNames(stream.requestHeaders(context)),
      ...lowerCaseNames(paged.headers ?? {}),
    },
    ...(body === undefined ? {} : { body }),
    signal: context.signal,
  };
}

function buildUrl<Context extends BuildContext<Page>, Page>(
  stream: RequestDescription<Context, Page>,
  context: Context,
  paged: PageRequest,
): URL {
  const url = paged.url === undefined ? streamUrl(stream, context, paged) : new URL(paged.url);
  if (paged.url !== undefined && paged.addsMissingParams !== true) return url;
  const params = { ...ownParams(stream, context, url, paged), ...paged.params };
  for (const [name, value] of Object.entries(params)) setParam(url, name, value);
  return url;
}

/**
 * Parameters of the API, the cursor and the stream. A URL that an answer gave keeps what it says. A path that is a URL of another
 * origin does without what is said for the whole API.
 */
function ownParams<Context extends BuildContext<Page>, Page>(
  stream: RequestDescription<Context, Page>,
  context: Context,
  url: URL,
  paged: PageRequest,
): RequestParams {
  const isKnown = new Origins(credentialOriginsOf(stream)).has(url.href);
  const shared = isKnown || paged.url !== undefined ? stream.api.options.params : {};
  const kept = new Set(paged.url === undefined ? [] : url.searchParams.keys());
  const ofSlice = context.slice === undefined ? {} : stream.cursor?.requestParams?.(context.slice);
  const added = Object.entries({ ...shared, ...ofSlice, ...stream.requestParams(context) }).filter(
    ([name, value]) => value !== undefined && value !== null && !kept.has(name),
  );
  if (isKnown || added.length === 0) return Object.fromEntries(added);
  throw mustNotGet({ url: url.href, label: `Stream ${stream.name}` }, 'the parameters of the stream');
}

function streamUrl<Context, Page>(
  stream: RequestDescription<Context, Page>,
  context: Context,
  paged: PageRequest,
): URL {
  const { urlBase } = stream;
  if (urlBase === undefined) throw badStream(stream.name, 'has no urlBase. Give it one, or an HttpApi');
  const path = stream.path(context);
  return joinUrl(urlBase, paged.path?.replaceAll('{path}', () => path) ?? path, stream.name);
}

function setParam(url: URL, name: string, value: RequestParams[string]): void {
  if (value === undefined || value === null) return;
  url.searchParams.delete(name);
  for (const member of typeof value === 'object' ? value : [value]) url.searchParams.append(name, String(member));
}

function buildBody<Context, Page>(
  stream: RequestDescription<Context, Page>,
  context: Context,
  paged: PageRequest,
): { readonly body: string | undefined; readonly contentType: string | undefined } {
  const text = stream.requestBody(context);
  const value = withMembers(stream.requestJson(context), paged.json ?? [], stream.name);
  if (value === undefined) return { body: text, contentType: undefined };
  if (text === undefined) return { body: stringifyJson(value), contentType: 'application/json' };
  throw badStream(stream.name, 'gives both requestBody and requestJson, or its paginator writes to the JSON body');
}

/** The JSON body with what the page adds; the stream's own value is left as it is. */
function withMembers(value: unknown, members: NonNullable<PageRequest['json']>, stream: string): unknown {
  if (members.length === 0) return value;
  if (value !== undefined && !isJsonObject(value)) {
    throw badStream(stream, 'has a paginator that writes to the JSON body, but its requestJson is not an object');
  }
  return members.reduce<unknown>((body, [path, member]) => withMember(body, path.split('.'), member), value ?? {});
}

function withMember(holder: unknown, [name = '', ...rest]: readonly string[], value: unknown): unknown {
  const members = isJsonObject(holder) ? holder : {};
  return { ...members, [name]: rest.length === 0 ? value : withMember(members[name], rest, value) };
}

function badStream(stream: string, what: string): CodedError {
  return new CodedError('CDK_STREAM_DEFINITION', { message: `Stream ${stream} ${what}.` });
}
