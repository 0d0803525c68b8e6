import type { HttpPage } from '../http-page.js';
import type { RequestParams } from '../request-params.js';

/** What is known of an answer beside itself. */
export interface PageFacts {
  /** Records that `parseResponse` yielded for this answer. */
  readonly records: number;
  /** Records of the slice so far, those of this answer included. */
  readonly recordsSoFar: number;
  /** The URL that was asked, without what the authenticator adds. */
  readonly url: string;
}

/** An answer whose records have all been read. */
export interface AnsweredPage extends PageFacts {
  readonly answer: HttpPage;
}

/** What a page changes in the request of its stream. */
export interface PageRequest {
  /** They take precedence over those of the stream. */
  readonly params?: RequestParams;
  readonly headers?: Readonly<Record<string, string>>;
  /** Members of the JSON body, at any depth, by path. */
  readonly json?: readonly (readonly [path: string, value: unknown])[];
  /** In place of the path; `{path}` stands for that of the stream. */
  readonly path?: string;
  /** The whole URL: neither path nor parameters of the stream are added. */
  readonly url?: string;
  /** Adds those parameters of the stream that `url` does not name. */
  readonly addsMissingParams?: boolean;
}

/** How an API divides its answers into pages. It holds no state, so that streams and slices can share one. */
export interface Paginator<Page = unknown> {
  /** What the request for `page` needs; undefined stands for the first one. */
  request(page: Page | undefined): PageRequest;
  /**
   * The page after `page`; undefined, null or an empty text when that was the last one.
   *
   * @throws CodedError `CDK_HTTP_RESPONSE` when the answer does not tell.
   */
  next(answered: AnsweredPage, page: Page | undefined): Page | null | undefined;
}
