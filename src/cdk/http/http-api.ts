import type { HttpTimeouts, Transport } from '../../http/transport.js';
import { TransformConfig } from '../../schema/transform-config.js';
import { TypeTransformer, type TypeTransformerOptions } from '../../schema/type-transformer.js';
import { type Clock, systemClock } from '../../util/clock.js';
import { stringifyJson } from '../../util/json.js';
import type { AnswerPath } from './answer-path.js';
import type { Authenticator } from './auth/authenticator.js';
import { ApiBudget, type BudgetOptions } from './budget/api-budget.js';
import type { Backoff } from './errors/backoff.js';
import type { ErrorRule } from './errors/error-rule.js';
import { OpenJobs } from './jobs/open-jobs.js';
import type { Paginator } from './paging/paginator.js';
import type { RequestParams } from './request-params.js';
import { createApiTransport, type TransportOptions } from './send/api-transport.js';

/** What all streams of an API have in common. Each is a property of `HttpStream` too, which takes precedence. */
export interface HttpApiOptions {
  /** The http or https URL that paths are joined to. */
  readonly urlBase: string;
  readonly authenticator?: Authenticator | undefined;
  /** How records are cast. Options alone are those of the default casts; absent, records stay as they are. */
  readonly transformer?: TypeTransformer | TypeTransformerOptions | undefined;
  /** Sent to `urlBase` and `credentialOrigins`; `requestHeaders` of a stream takes precedence, name by name. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent to `urlBase` and `credentialOrigins`; `requestParams` of a stream takes precedence, name by name. */
  readonly params?: RequestParams | undefined;
  /** How most streams are divided into pages. Streams that override `nextPage` do not use it. */
  readonly paginator?: Paginator | undefined;
  /** Where in a JSON body the list of records is, such as `data.items`. By default the body is the list. */
  readonly records?: AnswerPath | undefined;
  /** What to do with which answers, after the rules of the stream itself. */
  readonly errorRules?: readonly ErrorRule[] | undefined;
  /** Waits between tries; of several the first that knows one. */
  readonly backoff?: Backoff | readonly Backoff[] | undefined;
  /** What the API allows, all streams together. Share an `ApiBudget` among APIs with one limit. */
  readonly budget?: ApiBudget | BudgetOptions | undefined;
  /** How many jobs of {@link AsyncJobStream}s may be under way at a time, all streams together. Default: as many as slices. */
  readonly maxOpenJobs?: number | undefined;
  /** Tries in all for one request, the first one included. Default 6. */
  readonly maxAttempts?: number | undefined;
  /** Longest sum of pauses for one request that the API's limit may cost. Default an hour. */
  readonly maxRateLimitWaitMs?: number | undefined;
  /** Largest answer that is accepted, in bytes. Default 64 MiB. */
  readonly maxAnswerBytes?: number | undefined;
  readonly timeouts?: Partial<HttpTimeouts> | undefined;
  readonly userAgent?: string | undefined;
  /** Further origins that may see the credentials; that of `urlBase` always may. */
  readonly credentialOrigins?: readonly string[] | undefined;
  /** The charset of all bodies, where answers say none or a wrong one. */
  readonly charset?: string | undefined;
  /** Proxies, certificates, or your own way to send requests; by default what the environment says. */
  readonly transport?: TransportOptions | undefined;
  /** Time as a parameter, for tests. */
  readonly clock?: Clock | undefined;
}

/** What tells the connections of one stream from those of another. */
export interface TransportSettings {
  readonly userAgent: string;
  readonly timeouts: Partial<HttpTimeouts>;
  readonly transport: TransportOptions | undefined;
}

/**
 * An API, defined once for all streams of a source. They share its connections, its budget and the tokens of its
 * authenticator. The connections are closed when the command ends; there is nothing to remember.
 *
 * @example
 * const api = new HttpApi({ urlBase: 'https://api.example.com/v1', authenticator, paginator: linkHeaderPaginator() });
 * return [new Tickets(api), new Users(api)];
 */
export class HttpApi {
  readonly options: HttpApiOptions;
  readonly budget: ApiBudget | undefined;
  /** The places of jobs under way; undefined where their number is not limited. */
  readonly openJobs: OpenJobs | undefined;
  readonly #transports = new Map<TransportOptions | undefined, Map<string, Promise<Transport>>>();

  constructor(options: HttpApiOptions) {
    this.options = options;
    const { budget, maxOpenJobs, clock = systemClock } = options;
    this.openJobs = maxOpenJobs === undefined ? undefined : new OpenJobs(maxOpenJobs);
    this.budget = budget === undefined || budget instanceof ApiBudget ? budget : new ApiBudget({ clock, ...budget });
  }

  /** A new one for each stream, unless one was given. */
  get transformer(): TypeTransformer {
    const { transformer } = this.options;
    if (transformer instanceof TypeTransformer) return transformer;
    const flags = transformer === undefined ? TransformConfig.NoTransform : TransformConfig.DefaultSchemaNormalization;
    return new TypeTransformer(flags, transformer);
  }

  /** The connections; streams with the same settings share them. Made at the first request, and again after a close. */
  transport({ userAgent, timeouts, transport }: TransportSettings): Promise<Transport> {
    const key = stringifyJson([userAgent, Object.entries(timeouts).sort()]);
    const ofOptions = this.#transports.get(transport) ?? new Map<string, Promise<Transport>>();
    this.#transports.set(transport, ofOptions);
    const known = ofOptions.get(key);
    if (known !== undefined) return known;
    const made = createApiTransport({ transport, userAgent, timeouts });
    ofOptions.set(key, made);
    // One that cannot be made holds nothing to share or to close.
    made.catch(() => ofOptions.delete(key));
    return made;
  }

  /** Closes all connections. Commands do it at their end; call it where you use streams outside of one. */
  async close(): Promise<void> {
    const transports = [...this.#transports.values()].flatMap((ofOptions) => [...ofOptions.values()]);
    this.#transports.clear();
    const made = await Promise.allSettled(transports);
    // Whoever asked for one that cannot be made has been told.
    const closable = made.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    await Promise.all(closable.map(async (transport) => await transport.close()));
  }
}
