/** A request as the routes see it, whatever server carried it. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly instAuth: string | undefined;
  readonly userAgent: string | undefined;
  readonly namespace?: string | undefined;
  readonly table?: string | undefined;
  readonly jobId?: string | undefined;
  /** Root account of the query; no meaning here but that its jobs are its own. */
  readonly scope?: string | undefined;
  readonly body: string;
}
