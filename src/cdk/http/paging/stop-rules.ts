import { CodedError } from '../../../errors.js';
import { type AnswerPath, countIn, pathText, valueAt, valuesAt } from '../answer-path.js';
import type { HttpPage } from '../http-page.js';
import type { AnsweredPage } from './paginator.js';

/**
 * What tells that an answer is the last page.
 *
 * - `empty-page`: it has no records.
 * - `short-page`: it has fewer records than were asked for. Only for APIs that never give fewer before the end: many cap
 *   the size of a page in silence, and then everything after the first page would be lost.
 * - `hasMore`: a member says so: `false`, `0`, null, absent, or a text of these.
 * - `total`, `totalHeader`: as many records were read as there are in all.
 * - `pages`, `pagesHeader`: that many pages were read.
 * - a function of your own: true at the last page.
 */
export type StopRule =
  | 'empty-page'
  | 'short-page'
  | { readonly hasMore: AnswerPath }
  | { readonly total: AnswerPath }
  | { readonly totalHeader: string }
  | { readonly pages: AnswerPath }
  | { readonly pagesHeader: string }
  | ((answered: AnsweredPage) => boolean);

/** What the rules count with. */
export interface StopFacts extends AnsweredPage {
  /** Records that were asked for; undefined where the API decides. */
  readonly size: number | undefined;
  /** Pages up to this one; undefined where they are not numbered. */
  readonly pageNumber: number | undefined;
}

/** What the rules say: the end, more to come (the API says so itself), or nothing. */
export type Verdict = 'end' | 'more' | undefined;

/** The first rule that sees the end decides. */
export function judge(rules: readonly StopRule[], facts: StopFacts): Verdict {
  const verdicts = rules.map((rule) => judgeOne(rule, facts));
  return verdicts.find((verdict) => verdict === 'end') ?? verdicts.find((verdict) => verdict === 'more');
}

/**
 * Records of an answer: those at `path` if the API counts otherwise than the stream, a list or a number.
 *
 * @throws CodedError `CDK_HTTP_RESPONSE` when neither is there.
 */
export function countRecords(answered: AnsweredPage, path: AnswerPath | undefined): number {
  if (path === undefined) return answered.records;
  const value = valueAt(answered.answer, path);
  return Array.isArray(value) ? value.length : countIn(value, pathText(path), answered.answer);
}

function judgeOne(rule: StopRule, facts: StopFacts): Verdict {
  const end = (isEnd: boolean): Verdict => (isEnd ? 'end' : undefined);
  if (rule === 'empty-page') return end(facts.records === 0);
  if (rule === 'short-page') return end(facts.records < (facts.size ?? 1));
  if (typeof rule === 'function') return end(rule(facts));
  if ('hasMore' in rule) return hasMore(facts.answer, rule.hasMore) ? 'more' : 'end';
  if ('total' in rule) return end(facts.recordsSoFar >= count(facts.answer, rule.total));
  if ('totalHeader' in rule) return end(facts.recordsSoFar >= headerCount(facts.answer, rule.totalHeader));
  if (facts.pageNumber === undefined) return undefined;
  const pages = 'pages' in rule ? count(facts.answer, rule.pages) : headerCount(facts.answer, rule.pagesHeader);
  return end(facts.pageNumber >= pages);
}

function hasMore(answer: HttpPage, path: AnswerPath): boolean {
  const [value] = valuesAt(answer, path);
  const text = String(value ?? 'false').toLowerCase();
  if (['true', '1'].includes(text)) return true;
  if (['false', '0', ''].includes(text)) return false;
  throw new CodedError('CDK_HTTP_RESPONSE', {
    message: `The answer to ${answer.label} has neither true nor false at ${pathText(path)}.`,
  });
}

function count(answer: HttpPage, path: AnswerPath): number {
  return countIn(valueAt(answer, path), pathText(path), answer);
}

function headerCount(answer: HttpPage, name: string): number {
  return countIn(answer.header(name), `its header ${name}`, answer);
}
