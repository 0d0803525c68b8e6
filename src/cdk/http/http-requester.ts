import { HttpFailure } from '../../http/http-failure.js';
import type { HttpRequest, HttpResponse } from '../../http/transport.js';
import type { AuthenticationContext, Authenticator } from './authenticator.js';
import type { RequestBudget } from './budget/request-budget.js';
import { withinBudget } from './budget/within-budget.js';
import { type ErrorResolution, resolveByStatus, responseError } from './error-resolution.js';
import { HttpPage } from './http-page.js';
import type { RequesterOptions, RequestPolicy } from './requester-options.js';
import { Tries } from './tries.js';

const MAX_REDIRECTS = 5;

/** Sends the requests of a stream: authentication, retries, limits, redirects within one origin. */
export class HttpRequester {
  readonly #options: RequesterOptions;
  readonly #authentication: AuthenticationContext;

  constructor(options: RequesterOptions) {
    this.#options = options;
    this.#authentication = {
      fetchText: async (request) => (await this.#fetch(request, undefined, resolveTokenAnswer, undefined))?.text ?? '',
      registerSecret: (secret) => options.registerSecret(secret),
      now: () => options.clock.now(),
      monotonic: () => options.clock.monotonic(),
    };
  }

  /**
   * The answer to `request`; undefined when it is to be ignored.
   *
   * @throws CodedError `CDK_HTTP_RESPONSE` or `CDK_HTTP_NETWORK` when no try is left or another one cannot help.
   */
  async fetch(request: HttpRequest): Promise<HttpPage | undefined> {
    const { authenticator, policy, budget } = this.#options;
    return await this.#fetch(request, authenticator, (page) => policy.resolveError(page), budget);
  }

  async #fetch(
    request: HttpRequest,
    authenticator: Authenticator | undefined,
    resolve: RequestPolicy['resolveError'],
    // None for tokens: their request is made within the slot of the one that needs it.
    budget: RequestBudget | undefined,
  ): Promise<HttpPage | undefined> {
    const tries = new Tries(request, this.#options);
    for (;;) {
      const onWait = (untilMs: number) => this.#options.rateLimited(untilMs);
      const answer = await withinBudget(budget, request, onWait, async () => await this.#try(request, authenticator));
      if (answer instanceof HttpFailure) {
        await tries.pauseAfterFailure(answer);
        continue;
      }
      if (answer.status === 401 && authenticator?.refused?.() === true) continue;
      const resolution = await resolve(answer);
      switch (resolution.action) {
        case 'success':
          return answer;
        case 'ignore':
          return undefined;
        case 'fail':
          throw responseError(answer, resolution, 1);
        case 'retry':
        case 'rate-limited':
          await tries.pauseAfterAnswer(answer, resolution);
          break;
        default:
          resolution.action satisfies never;
      }
    }
  }

  async #try(request: HttpRequest, authenticator: Authenticator | undefined): Promise<HttpPage | HttpFailure> {
    // Outside of the try: an error of the token server has had its own tries.
    const authenticated = await (authenticator?.authenticate(request, this.#authentication) ?? request);
    try {
      const response = await this.#follow(authenticated);
      return new HttpPage(response.status, await response.text(), request.label, (name) => response.header(name));
    } catch (error) {
      if (error instanceof HttpFailure) return error;
      throw error;
    }
  }

  /** Redirects are followed where no other host sees what was meant for this one. */
  async #follow(request: HttpRequest): Promise<HttpResponse> {
    let current = request;
    for (let redirects = 0; ; redirects += 1) {
      const response = await this.#options.send(current);
      const location = response.header('location');
      const isRedirect = response.status >= 300 && response.status < 400 && location !== undefined;
      if (!isRedirect || current.method !== 'GET' || redirects === MAX_REDIRECTS) return response;
      const target = new URL(location, current.url);
      if (target.origin !== new URL(current.url).origin) return response;
      await response.discard();
      current = { ...current, url: target.href };
    }
  }
}

/** Credentials that the token server refuses are the user's to correct. */
function resolveTokenAnswer(page: HttpPage): ErrorResolution {
  const resolution = resolveByStatus(page);
  if (![400, 401, 403].includes(page.status)) return resolution;
  return {
    action: 'fail',
    failureType: 'config_error',
    message: `${responseError(page, {}, 1).message} Check the credentials.`,
  };
}
