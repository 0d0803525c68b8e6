import { CodedError } from '../errors.js';
import { joinWith } from '../http/abort.js';
import { Slots } from '../util/slots.js';
import { DapApi } from './api.js';
import type { DapClientOptions } from './client-options.js';
import { type ClientStack, createStack } from './client-stack.js';
import { ReadAheadSlots } from './content/read-ahead.js';
import { Turns } from './content/turns.js';
import type { DapEvent } from './dap-event.js';
import { completeOptions } from './environment.js';
import type { JobHandle } from './jobs/job-handle.js';
import { JobService } from './jobs/job-service.js';
import { compareOrigins, type Origin, originOf } from './jobs/origin.js';
import { SessionJobs } from './jobs/session-jobs.js';
import { MAX_FILES_AT_A_TIME, MAX_READ_AHEAD, MAX_WAIT_MS } from './limits.js';
import type { ObjectSource } from './objects/object-source.js';
import { type FetchUrls, UrlBook } from './objects/url-book.js';
import { ServerClock } from './server-clock.js';
import type { TableRef } from './table-ref.js';

/** The parts of a client, put together. What its methods do lies in the folders beside. */
export class ClientCore {
  readonly stack: ClientStack;
  readonly api: DapApi;
  readonly jobs: JobService;
  readonly session: SessionJobs;
  readonly origin: Origin;
  readonly serverClock: ServerClock;
  readonly slots = new ReadAheadSlots(MAX_READ_AHEAD);
  /** Undefined: any number of objects may be decoded at a time. */
  readonly turns: Turns | undefined;
  readonly fileSlots = new Slots(MAX_FILES_AT_A_TIME);
  /** Joins the signal of a call with that of the client. */
  readonly join: (signal: AbortSignal | undefined) => AbortSignal;
  readonly #closing = new AbortController();

  constructor(given: DapClientOptions) {
    const options = completeOptions(given);
    this.join = joinWith(joinWith(this.#closing.signal)(options.signal));
    this.turns = options.maxOpenObjects === undefined ? undefined : new Turns(options.maxOpenObjects);
    this.stack = createStack(options, this.join(undefined));
    const scope = options.scope === '' ? undefined : options.scope;
    const { rootUrl, clock, random, onEvent } = this.stack;
    this.serverClock = new ServerClock(clock);
    this.origin = originOf(rootUrl, options.clientId, scope);
    const send = this.serverClock.watch(this.stack.sendApi);
    this.api = new DapApi({ send, rootUrl, scope, join: this.join });
    const maxWaitMs = options.maxJobWaitMs ?? MAX_WAIT_MS;
    this.jobs = new JobService({ api: this.api, origin: this.origin, clock, random, onEvent, maxWaitMs });
    this.session = new SessionJobs(this.api, this.jobs);
  }

  get onEvent(): (event: DapEvent) => void {
    return this.stack.onEvent;
  }

  /** @throws CodedError `DAP_HANDLE_INVALID` for a handle of another gateway or root account. */
  checkOwner({ origin, namespace, table, jobId }: JobHandle): void {
    if (compareOrigins(origin, this.origin) !== 'foreign') return;
    throw new CodedError('DAP_HANDLE_INVALID', {
      message: `The handle of job ${jobId} of ${namespace}.${table} belongs to another gateway or root account.`,
      details: { namespace, table, jobId },
    });
  }

  /** What reading some objects needs. `wrap` may add to how their URLs are asked for. */
  openSource(
    objectIds: readonly string[],
    ref: TableRef | undefined,
    wrap: (fetch: FetchUrls) => FetchUrls = (fetch) => fetch,
  ): ObjectSource {
    const { sendObject: send, clock, random, policy, onEvent } = this.stack;
    const subject = ref === undefined ? {} : { namespace: ref.namespace, table: ref.table };
    const fetch = wrap(async (ids) => await this.api.getResources(ids, ref));
    const urls = new UrlBook({ objectIds, fetch, clock, policy, random, subject });
    return { urls, send, subject, policy, clock, random, onEvent };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.stack.close();
  }
}
