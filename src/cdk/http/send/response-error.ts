import { CodedError } from '../../../errors.js';
import { errorMessageOf } from '../error-message.js';
import type { ErrorResolution } from '../error-resolution.js';
import type { HttpPage } from '../http-page.js';

/** What a request has cost so far. */
export interface Spent {
  readonly tries: number;
  /** All pauses together. */
  readonly waitedMs: number;
  /** The pause that was not made, because it is longer than what is left of `limitMs`. */
  readonly refusedMs?: number;
  /** Longest sum of pauses for the API's limit. */
  readonly limitMs: number;
}

/**
 * The error of an answer that is final: method, host, path, status, tries, pauses, and what the API says. Holds
 * neither query nor body.
 */
export function responseError(
  page: HttpPage,
  resolution: Pick<ErrorResolution, 'failureType' | 'message'>,
  spent?: Spent,
): CodedError {
  const { failureType, message } = resolution;
  return new CodedError('CDK_HTTP_RESPONSE', {
    message: [message ?? answerText(page, spent?.tries ?? 1), ...waitText(spent)].join(' '),
    details: { status: page.status, attempts: spent?.tries ?? 1, waitedMs: spent?.waitedMs },
    ...(failureType === undefined ? {} : { failureType }),
  });
}

function answerText(page: HttpPage, tries: number): string {
  const said = page.isDecoded ? undefined : errorMessageOf(page.text);
  const times = tries > 1 ? ` ${tries} times` : '';
  const text = `${page.label} was answered with status ${page.status}${times}${said === undefined ? '' : `: ${said}`}`;
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

function waitText(spent: Spent | undefined): string[] {
  if (spent === undefined) return [];
  const { waitedMs, refusedMs, limitMs } = spent;
  const waited = waitedMs > 0 ? [`It waited ${seconds(waitedMs)}.`] : [];
  if (refusedMs === undefined) return waited;
  return [...waited, `A further ${seconds(refusedMs)} would exceed maxRateLimitWaitMs, which is ${seconds(limitMs)}.`];
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
