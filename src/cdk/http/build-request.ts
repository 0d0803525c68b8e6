import { CodedError } from '../../errors.js';
import type { HttpRequest } from '../../http/transport.js';
import { stringifyJson } from '../../util/json.js';
import type { HttpContext, RequestDescription } from './request-description.js';

/** The request that a stream's methods describe. */
export function buildRequest<Page>(stream: RequestDescription<Page>, context: HttpContext<Page>): HttpRequest {
  const url = buildUrl(stream, context);
  const headers = lowerCaseNames(stream.requestHeaders(context));
  const { body, contentType } = buildBody(stream, context);
  return {
    method: stream.httpMethod,
    url: url.href,
    label: `${stream.httpMethod} ${url.host}${url.pathname}`,
    headers: {
      accept: stream.decoder?.accept ?? 'application/json',
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
    signal: context.signal,
  };
}

function buildUrl<Page>(stream: RequestDescription<Page>, context: HttpContext<Page>): URL {
  const path = stream.path(context);
  if (!URL.canParse(path, stream.urlBase)) {
    throw new CodedError('CDK_STREAM_DEFINITION', { message: `Stream ${stream.name}: urlBase and path make no URL.` });
  }
  const url = new URL(path, stream.urlBase);
  for (const [name, value] of Object.entries(stream.requestParams(context))) {
    if (value === undefined || value === null) continue;
    url.searchParams.delete(name);
    for (const member of typeof value === 'object' ? value : [value]) url.searchParams.append(name, String(member));
  }
  return url;
}

function buildBody<Page>(
  stream: RequestDescription<Page>,
  context: HttpContext<Page>,
): { readonly body: string | undefined; readonly contentType: string | undefined } {
  const text = stream.requestBody(context);
  const value = stream.requestJson(context);
  if (value === undefined) return { body: text, contentType: undefined };
  if (text === undefined) return { body: stringifyJson(value), contentType: 'application/json' };
  throw new CodedError('CDK_STREAM_DEFINITION', {
    message: `Stream ${stream.name} gives both requestBody and requestJson.`,
  });
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
