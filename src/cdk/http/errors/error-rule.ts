import type { FailureType } from '../../../errors.js';
import { type AnswerPath, valuesIfJson } from '../answer-path.js';
import type { ErrorAction } from '../error-resolution.js';
import type { HttpPage } from '../http-page.js';
import type { Backoff } from './backoff.js';

/** A status, a range (`'500-599'`) or a class (`'4xx'`) of them. */
export type StatusPattern = number | `${number}-${number}` | `${number}xx`;

/** What to do with which answers. All conditions that are given must hold; the first rule that fits decides. */
export interface ErrorRule {
  /** Default: any status, that of a success too, since some APIs say 200 and mean an error. */
  readonly status?: StatusPattern | readonly StatusPattern[];
  /** A header that is there, or has a value: all of it, or what an expression finds in it. */
  readonly header?: string | { readonly name: string; readonly is: string | RegExp };
  /**
   * A value in the JSON body: there and not null, equal to `is`, or found by it. Without `path` an expression looks
   * through the whole text.
   */
  readonly body?:
    | { readonly path: AnswerPath; readonly is?: string | number | boolean | RegExp }
    | { readonly path?: undefined; readonly is: RegExp };
  /** Any other condition. */
  readonly when?: (answer: HttpPage) => boolean | Promise<boolean>;
  readonly action: ErrorAction;
  /** For `fail`, and for the others when their tries are used up. Default: the usual one of the status. */
  readonly failureType?: FailureType;
  /** One sentence for the user, in place of the one made from the answer. */
  readonly message?: string | ((answer: HttpPage) => string);
  /** Waits before the next try, in place of those of the stream; of several the first that knows one. */
  readonly wait?: Backoff | readonly Backoff[];
}

/** The first rule that fits an answer. */
export async function findRule(rules: readonly ErrorRule[], answer: HttpPage): Promise<ErrorRule | undefined> {
  for (const rule of rules) {
    if (fits(rule, answer) && (rule.when === undefined || (await rule.when(answer)))) return rule;
  }
  return undefined;
}

function fits({ status, header, body }: ErrorRule, answer: HttpPage): boolean {
  return (
    (status === undefined || [status].flat().some((pattern) => statusFits(pattern, answer.status))) &&
    (header === undefined || headerFits(header, answer)) &&
    (body === undefined || bodyFits(body, answer))
  );
}

function statusFits(pattern: StatusPattern, status: number): boolean {
  if (typeof pattern === 'number') return status === pattern;
  const [from, to] = pattern.split('-').map(Number);
  if (pattern.endsWith('xx')) return Math.floor(status / 100) === Number.parseInt(pattern, 10);
  return from !== undefined && to !== undefined && status >= from && status <= to;
}

function headerFits(header: NonNullable<ErrorRule['header']>, answer: HttpPage): boolean {
  if (typeof header === 'string') return answer.header(header) !== undefined;
  const value = answer.header(header.name);
  return value !== undefined && isValue(value, header.is);
}

function bodyFits(body: NonNullable<ErrorRule['body']>, answer: HttpPage): boolean {
  const { path, is } = body;
  if (path === undefined) return isValue(answer.text, is);
  const values = valuesIfJson(answer, path);
  return is === undefined ? values.length > 0 : values.some((value) => isValue(value, is));
}

/** Expressions are asked anew each time: one with the flag `g` would go on from where it found something. */
function isValue(value: unknown, wanted: string | number | boolean | RegExp): boolean {
  if (!(wanted instanceof RegExp)) return value === wanted;
  return typeof value !== 'object' && new RegExp(wanted.source, wanted.flags.replace(/[gy]/g, '')).test(String(value));
}
