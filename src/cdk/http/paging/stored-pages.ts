import type { ReadContext } from '../../read-context.js';
import type { Authenticator } from '../auth/authenticator.js';
import { credentialOriginsOf, type RequestDescription } from '../request-description.js';
import type { RequestParams } from '../request-params.js';
import { Origins } from '../send/origins.js';

/** What adds parameters to the requests of a stream. */
interface Adding extends Pick<RequestDescription<never, never>, 'urlBase' | 'credentialOrigins' | 'api'> {
  readonly authenticator: Authenticator | undefined;
}

/**
 * How pages stand in states. An API may repeat the parameters of a request in the URL of the next page, a key among them.
 * In a state, a parameter that the authenticator sets, and a secret one that the API or the stream sets, has no value; the
 * read that resumes fills it in again.
 */
export class StoredPages {
  readonly #stream: Adding;
  readonly #context: Pick<ReadContext, 'isSecret'>;
  readonly #ownParams: () => RequestParams;
  readonly #origins: Origins;

  /** @param ownParams - those of the stream itself; asked for where a page is a URL */
  constructor(stream: Adding, context: Pick<ReadContext, 'isSecret'>, ownParams: () => RequestParams) {
    this.#stream = stream;
    this.#context = context;
    this.#ownParams = ownParams;
    this.#origins = new Origins(credentialOriginsOf(stream));
  }

  /** The form of a page for a state. Only URLs of origins that get the parameters are changed. */
  store<Page>(page: Page): Page | string {
    if (!this.#isOwn(page)) return page;
    const secrets = this.#secrets();
    const set = new Set(this.#stream.authenticator?.queryParams);
    return withValues(page, (name, value) => (set.has(name) || secrets.get(name) === value ? '' : undefined));
  }

  /** The page that a state means. */
  restore(page: unknown): unknown {
    if (!this.#isOwn(page)) return page;
    const secrets = this.#secrets();
    return withValues(page, (name, value) => (value === '' ? secrets.get(name) : undefined));
  }

  #isOwn(page: unknown): page is string {
    return typeof page === 'string' && /^https?:/i.test(page) && URL.canParse(page) && this.#origins.has(page);
  }

  #secrets(): ReadonlyMap<string, string> {
    const params = Object.entries({ ...this.#stream.api.options.params, ...this.#ownParams() });
    const texts = params.map(([name, value]) => [name, String(value)] as const);
    return new Map(texts.filter(([, text]) => this.#context.isSecret?.(text) === true));
  }
}

/** Gives query parameters another value, where `change` names one; all else stays as it is written. */
function withValues(url: string, change: (name: string, value: string) => string | undefined): string {
  const [, before = '', query, after = ''] = /^([^?#]*)(?:\?([^#]*))?(.*)$/s.exec(url) ?? [];
  if (query === undefined) return url;
  const parts = query.split('&').map((part) => {
    // Without the `&` a `?` at the beginning would be dropped.
    const [[name, value] = ['', '']] = new URLSearchParams(`&${part}`);
    const changed = change(name, value);
    return changed === undefined ? part : `${part.split('=', 1)[0]}=${encodeURIComponent(changed)}`;
  });
  return `${before}?${parts.join('&')}${after}`;
}
