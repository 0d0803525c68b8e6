import type { HttpPage } from '../http-page.js';

/** What an answer says of the API's limit. */
export interface RateLimit {
  /** Requests in a window. */
  readonly limit?: number;
  /** Requests left in it. */
  readonly remaining?: number;
  /** Milliseconds from now until requests are free again. */
  readonly resetMs?: number;
  /** Length of the window in milliseconds. */
  readonly windowMs?: number;
}

type Headers = Pick<HttpPage, 'header'>;

/** Above this a number of seconds would be 30 years: it is a moment. */
const FIRST_EPOCH_S = 1e9;
/** Above this a moment in seconds would be in the year 33658: it is in milliseconds. */
const FIRST_EPOCH_MS = 1e12;

/**
 * What an answer says of the API's limit, in any of the usual headers: `RateLimit` and `RateLimit-Policy`
 * (draft-ietf-httpapi-ratelimit-headers, its older forms too), `RateLimit-*`, `X-RateLimit-*` and `X-Rate-Limit-*`. A
 * reset is a number of seconds, or a moment: seconds or milliseconds since the epoch by its size, or a date. Of several
 * limits the one that is nearest to its end counts. Undefined when it says nothing.
 *
 * @param nowMs - our time of day, for answers without a `Date`
 * @example
 * rateLimitOf(page) // { limit: 100, remaining: 0, resetMs: 30_000 }
 */
export function rateLimitOf(page: Headers, nowMs: number = Date.now()): RateLimit | undefined {
  const limits = [...structured(page), ...separate(page, nowMs)];
  return limits.sort((a, b) => urgency(a) - urgency(b) || (b.resetMs ?? 0) - (a.resetMs ?? 0))[0];
}

function urgency({ limit, remaining }: RateLimit): number {
  if (remaining === undefined) return Number.POSITIVE_INFINITY;
  return remaining === 0 || limit === undefined || limit === 0 ? remaining : remaining / limit;
}

/** `"hour";r=10;t=30` with `"hour";q=100;w=3600`, or the older `limit=100, remaining=10, reset=30`. */
function structured(page: Headers): RateLimit[] {
  const state = page.header('ratelimit');
  if (state === undefined) return [];
  const policies = itemsOf(page.header('ratelimit-policy') ?? '');
  if (!/;\s*[rt]\s*=/i.test(state)) {
    const values = itemsOf(state.replaceAll(',', ';'))[0]?.values ?? {};
    const { limit, remaining, reset } = values;
    return made(limit, remaining, toMs(reset), toMs(policies[0]?.values['w']));
  }
  return itemsOf(state).flatMap(({ name, values }) => {
    const policy = policies.find((candidate) => candidate.name === name)?.values ?? {};
    return made(policy['q'], values['r'], toMs(values['t']), toMs(policy['w']));
  });
}

interface Item {
  readonly name: string;
  readonly values: Readonly<Record<string, number>>;
}

function itemsOf(header: string): Item[] {
  return header.split(',').map((item) => {
    const [first = '', ...rest] = item.split(';').map((part) => part.trim());
    const pairs = [first, ...rest].flatMap((part) => {
      const [, key = '', digits = ''] = /^([a-z]+)\s*=\s*(\d+)$/i.exec(part) ?? [];
      return key === '' ? [] : [[key.toLowerCase(), Number(digits)] as const];
    });
    return { name: first, values: Object.fromEntries(pairs) };
  });
}

function separate(page: Headers, nowMs: number): RateLimit[] {
  return ['ratelimit', 'x-ratelimit', 'x-rate-limit'].flatMap((prefix) => {
    const value = (name: string) => page.header(`${prefix}-${name}`);
    const afterMs = toMs(numberOf(value('reset-after')));
    const resetMs = afterMs ?? resetOf(value('reset'), page.header('date'), nowMs);
    return made(numberOf(value('limit')), numberOf(value('remaining')), resetMs, undefined);
  });
}

/** `100, 100;w=60` lists its policies after the number. */
function numberOf(text: string | undefined): number | undefined {
  const digits = /^\s*(\d+(?:\.\d+)?)\s*(?:[,;]|$)/.exec(text ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function resetOf(text: string | undefined, date: string | undefined, nowMs: number): number | undefined {
  const serverNowMs = momentOf(date) ?? nowMs;
  const value = numberOf(text);
  if (value === undefined || /^\s*\d{4}-/.test(text ?? '')) {
    const moment = momentOf(text);
    return moment === undefined ? undefined : Math.max(0, moment - serverNowMs);
  }
  if (value < FIRST_EPOCH_S) return value * 1000;
  return Math.max(0, (value < FIRST_EPOCH_MS ? value * 1000 : value) - serverNowMs);
}

/** An ISO date with a zone, or an HTTP date; other texts would be read in the zone of this machine. */
function momentOf(text: string | undefined): number | undefined {
  const isDate = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)$|^[A-Z][a-z]{2}, .* GMT$/.test(text?.trim() ?? '');
  const moment = isDate ? Date.parse(text ?? '') : Number.NaN;
  return Number.isNaN(moment) ? undefined : moment;
}

function toMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}

function made(
  limit: number | undefined,
  remaining: number | undefined,
  resetMs: number | undefined,
  windowMs: number | undefined,
): RateLimit[] {
  if (limit === undefined && remaining === undefined && resetMs === undefined) return [];
  return [
    {
      ...(limit === undefined ? {} : { limit }),
      ...(remaining === undefined ? {} : { remaining }),
      ...(resetMs === undefined ? {} : { resetMs }),
      ...(windowMs === undefined ? {} : { windowMs }),
    },
  ];
}
