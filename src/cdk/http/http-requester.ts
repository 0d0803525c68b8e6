import { HttpFailure } from '../../http/http-failure.js';
import type { HttpRequest, Send } from '../../http/transport.js';
import type { AuthenticationContext, Authenticator } from './auth/authenticator.js';
import { AnswerBody } from './body/answer-body.js';
import type { BodyDecoder } from './body/body-decoder.js';
import { BodyError } from './body/body-error.js';
import { ACCEPTED_CODINGS } from './body/content-coding.js';
import type { RequestBudget } from './budget/request-budget.js';
import { withinBudget } from './budget/within-budget.js';
import { type ErrorResolution, resolveByStatus } from './error-resolution.js';
import type { HttpPage } from './http-page.js';
import type { RequesterOptions, RequestPolicy } from './requester-options.js';
import { type AnswerReader, decodedBy, type OpenAnswer, WHOLE_PAGE } from './send/answer-readers.js';
import { followRedirects } from './send/follow-redirects.js';
import { Origins, refuseUserInfo } from './send/origins.js';
import { responseError } from './send/response-error.js';
import { Tries } from './tries.js';

/** How requests of one kind are authenticated and judged. */
interface Manner {
  readonly authenticator: Authenticator | undefined;
  /** Where the authenticator is asked, and headers with credentials are sent. */
  readonly origins: Origins;
  readonly resolve: RequestPolicy['resolveError'];
  /** None for tokens: their request is made within the slot of the one that needs it. */
  readonly budget: RequestBudget | undefined;
}

interface Answer {
  readonly body: AnswerBody;
  readonly page: HttpPage;
  /** The request with its credentials; undefined for an answer that came from an origin without them. */
  readonly authenticated: HttpRequest | undefined;
}

interface JudgedAnswer extends Answer {
  /** Undefined where the credentials were refused and others may do. */
  readonly resolution: ErrorResolution | undefined;
  /** The wait where the API's limit is the reason. */
  readonly limitMs: number | undefined;
}

/** A request under way, with what all its tries have in common. */
interface Course<R> {
  readonly request: HttpRequest;
  readonly manner: Manner;
  readonly reader: AnswerReader<R>;
  readonly tries: Tries;
  hasRenewed: boolean;
}

/** Sends the requests of a stream: authentication, retries, limits, redirects; and reads their bodies. */
export class HttpRequester {
  readonly #options: RequesterOptions;
  readonly #manner: Manner;
  readonly #authentication: AuthenticationContext;

  constructor(options: RequesterOptions) {
    this.#options = options;
    const { authenticator, policy, credentialOrigins, budget } = options;
    this.#manner = {
      authenticator,
      budget,
      origins: new Origins(credentialOrigins),
      resolve: (page) => policy.resolveError(page),
    };
    this.#authentication = {
      fetch: (request) => this.#fetchForToken(request),
      fetchText: async (request) => (await this.#fetchForToken(request)).text,
      registerSecret: (secret) => options.registerSecret(secret),
      now: () => options.clock.now(),
      monotonic: () => options.clock.monotonic(),
      log: (text) => options.log(text),
      updateConfig: (changes) => options.updateConfig(changes),
    };
  }

  /**
   * The answer to `request`, held in memory; undefined when it is to be ignored.
   *
   * @throws CodedError `CDK_HTTP_RESPONSE` or `CDK_HTTP_NETWORK` when no try is left or another one cannot help.
   */
  async fetch(request: HttpRequest): Promise<HttpPage | undefined> {
    return await this.#run(request, this.#manner, WHOLE_PAGE);
  }

  /**
   * The records of the answer to `request` as they come; undefined when it is to be ignored. What fails before the
   * first batch is tried again; later, records have been handed on, and a failure is final.
   *
   * @throws CodedError as {@link fetch}.
   */
  async open<T>(request: HttpRequest, decoder: BodyDecoder<T>): Promise<OpenAnswer<T> | undefined> {
    return await this.#run(request, this.#manner, decodedBy(decoder));
  }

  /** @throws CodedError as `fetch` does; with `config_error` when the server refuses the credentials. */
  async #fetchForToken(request: HttpRequest): Promise<HttpPage> {
    const origins = new Origins([request.url]);
    const manner: Manner = { authenticator: undefined, origins, resolve: resolveTokenAnswer, budget: undefined };
    const page = await this.#run(request, manner, WHOLE_PAGE);
    if (page === undefined) throw new Error('No answer of a token server is ignored.');
    return page;
  }

  async #run<R>(request: HttpRequest, manner: Manner, reader: AnswerReader<R>): Promise<R | undefined> {
    refuseUserInfo(new URL(request.url), request.label);
    const sent = { ...request, headers: { 'accept-encoding': ACCEPTED_CODINGS, ...request.headers } };
    const tries = new Tries(request, this.#options);
    const course: Course<R> = { request: sent, manner, reader, tries, hasRenewed: false };
    const onWait = (untilMs: number) => this.#options.rateLimited(untilMs);
    const budgeted = { budget: manner.budget, request, send: this.#options.send, onWait };
    for (;;) {
      try {
        const judged = await withinBudget(budgeted, (send) => this.#judged(course, send));
        const { body, page, resolution, limitMs } = judged;
        if (resolution === undefined) continue;
        if (resolution.action === 'success') return await orDiscard(body, reader.result(page, body));
        // Of a page that is read to its end, nothing is left to discard.
        await body.discard();
        if (resolution.action === 'ignore') return undefined;
        if (resolution.action === 'fail') throw responseError(page, resolution);
        if (limitMs === undefined) await tries.pauseAfterAnswer(page, resolution);
        else await tries.pauseForLimit(page, resolution, limitMs);
      } catch (error) {
        if (!(error instanceof HttpFailure) && !(error instanceof BodyError)) throw error;
        await tries.pauseAfterFailure(error);
      }
    }
  }

  /** An answer and what to do with it. The budget is told of a limit, so that no other stream need find out for itself. */
  async #judged<R>(course: Course<R>, send: Send): Promise<JudgedAnswer> {
    const answer = await this.#try(course, send);
    return await orDiscard(answer.body, this.#judge(course, answer));
  }

  async #judge<R>(course: Course<R>, answer: Answer): Promise<JudgedAnswer> {
    const { manner, tries } = course;
    const { page, authenticated } = answer;
    if (page.status === 401 && authenticated !== undefined && !course.hasRenewed) {
      course.hasRenewed = true;
      const isRenewed = manner.authenticator?.refused?.(authenticated) === true;
      if (isRenewed) return { ...answer, resolution: undefined, limitMs: undefined };
    }
    const resolution = await manner.resolve(page);
    const limitMs = resolution.action === 'rate-limited' ? await tries.limitMs(page, resolution) : undefined;
    if (limitMs !== undefined) manner.budget?.limited(limitMs);
    return { ...answer, resolution, limitMs };
  }

  async #try<R>({ request, manner, reader }: Course<R>, send: Send): Promise<Answer> {
    const { authenticator, origins } = manner;
    const { policy } = this.#options;
    let authenticated: HttpRequest | undefined;
    const prepare = async (next: HttpRequest) => {
      authenticated = undefined;
      if (authenticator === undefined || !origins.has(next.url)) return origins.permitted(next);
      authenticated = await authenticator.authenticate(next, this.#authentication);
      return authenticated;
    };
    const response = await followRedirects(request, { origins, send, prepare });
    const body = new AnswerBody(response, { request, maxBytes: policy.maxAnswerBytes, charset: policy.charset });
    return { body, page: await reader.page(body), authenticated };
  }
}

/** What `work` gives. If it fails, nobody will read the body: the connection is let go of at once. */
async function orDiscard<T>(body: AnswerBody, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    await body.discard();
    throw error;
  }
}

/** Credentials that the token server refuses are the user's to correct. */
function resolveTokenAnswer(page: HttpPage): ErrorResolution {
  const resolution = resolveByStatus(page);
  if (![400, 401, 403].includes(page.status)) return resolution;
  return {
    action: 'fail',
    failureType: 'config_error',
    message: `${responseError(page, {}).message} Check the credentials.`,
  };
}
