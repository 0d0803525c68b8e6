import type { HttpRequest } from '../../http/transport.js';
import type { ReadContext, StreamSlice } from '../stream.js';

/** What is known while a request is made and its answer parsed. */
export interface HttpContext<Page = unknown> extends ReadContext {
  readonly slice: StreamSlice;
  /** What `nextPage` gave for the answer before; undefined for the first request of a slice. */
  readonly page: Page | undefined;
}

type Scalar = string | number | bigint | boolean;

/** Query parameters by name. */
export type RequestParams = Readonly<Record<string, Scalar | readonly Scalar[] | null | undefined>>;

/** The part of an `HttpStream` that describes its requests. */
export interface RequestDescription<Page> {
  readonly name: string;
  readonly urlBase: string;
  readonly httpMethod: HttpRequest['method'];
  readonly decoder?: { readonly accept?: string } | undefined;
  path(context: HttpContext<Page>): string;
  requestParams(context: HttpContext<Page>): RequestParams;
  requestHeaders(context: HttpContext<Page>): Readonly<Record<string, string>>;
  requestBody(context: HttpContext<Page>): string | undefined;
  requestJson(context: HttpContext<Page>): unknown;
}
