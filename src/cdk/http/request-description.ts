import type { HttpRequest } from '../../http/transport.js';
import type { ReadContext, StreamSlice } from '../read-context.js';
import type { StreamState } from '../stream-items.js';
import type { HttpApiOptions } from './http-api.js';
import type { Paginator } from './paging/paginator.js';
import type { RequestParams } from './request-params.js';

/** What is known while a request is made and its answer parsed. */
export interface HttpContext<Page = unknown, Slice extends object = StreamSlice, State extends object = StreamState>
  extends ReadContext<State> {
  readonly slice: Slice;
  /** What `nextPage` gave for the answer before; undefined for the first request of a slice. */
  readonly page: Page | undefined;
}

/** The part of an `HttpStream` that describes its requests. */
export interface RequestDescription<Context, Page> {
  readonly name: string;
  readonly urlBase: string | undefined;
  readonly credentialOrigins: readonly string[];
  readonly api: { readonly options: Pick<HttpApiOptions, 'headers' | 'params'> };
  readonly httpMethod: HttpRequest['method'];
  readonly decoder?: { readonly accept?: string } | undefined;
  readonly paginator: Paginator<Page> | undefined;
  readonly cursor?: { requestParams?(slice: object): RequestParams } | undefined;
  path(context: Context): string;
  requestParams(context: Context): RequestParams;
  requestHeaders(context: Context): Readonly<Record<string, string>>;
  requestBody(context: Context): string | undefined;
  requestJson(context: Context): unknown;
}

/** The URLs and origins that may see what a stream does not show to everyone. */
export function credentialOriginsOf({
  urlBase,
  credentialOrigins,
}: Pick<RequestDescription<never, never>, 'urlBase' | 'credentialOrigins'>): readonly string[] {
  return urlBase === undefined ? credentialOrigins : [urlBase, ...credentialOrigins];
}
