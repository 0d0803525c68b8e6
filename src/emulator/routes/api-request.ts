/** A request as the routes see it, independent of the HTTP server. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly instAuth: string | undefined;
  readonly userAgent: string | undefined;
  readonly namespace?: string | undefined;
  readonly table?: string | undefined;
  readonly jobId?: string | undefined;
  /** Root account of the query; here it only separates the jobs. */
  readonly scope?: string | undefined;
  readonly body: string;
}
