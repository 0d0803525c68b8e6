import type { HttpRequest } from '../../../http/transport.js';

/** How many requests an API allows. */
export type BudgetLimit =
  /** Within any span of this length. The safe choice where the windows of the API are not known. */
  | { readonly kind: 'moving-window'; readonly max: number; readonly windowMs: number }
  /** Within a window that begins with the first request after the last one. Allows bursts: use it where the API counts so. */
  | { readonly kind: 'fixed-window'; readonly max: number; readonly windowMs: number }
  /** At the same time. */
  | { readonly kind: 'concurrency'; readonly max: number };

/** A limit and the requests that it is about. Of several policies, all that fit a request apply. */
export interface BudgetPolicy {
  readonly limit: BudgetLimit;
  /** Default: all methods. */
  readonly methods?: readonly HttpRequest['method'][];
  /**
   * The path of the URL: an expression, or a text that must fit its end, where `*` stands for one part and `**` for any
   * number: `reports/*` fits `/v1/reports/7`. Default: all paths.
   */
  readonly path?: string | RegExp;
  /** What a request counts, a whole number. Default 1. One that counts more than `max` waits until all is free. */
  readonly weight?: number | ((request: HttpRequest) => number);
}

/** Whether a policy is about a request. */
export function appliesTo({ methods, path }: BudgetPolicy, request: HttpRequest): boolean {
  if (methods !== undefined && !methods.includes(request.method)) return false;
  if (path === undefined) return true;
  const { pathname } = new URL(request.url);
  return pathname.search(typeof path === 'string' ? toExpression(path) : path) >= 0;
}

/** What a request counts. */
export function weightOf({ weight = 1 }: BudgetPolicy, request: HttpRequest): number {
  return typeof weight === 'number' ? weight : weight(request);
}

function toExpression(pattern: string): RegExp {
  const parts = pattern.replace(/^\//, '').split(/(\*+)/);
  const expressions = parts.map((part) => {
    if (part === '*') return '[^/]+';
    return /^\*+$/.test(part) ? '.*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`(?:^|/)${expressions.join('')}/?$`);
}
