import { CodedError, isCodedError } from '../../errors.js';
import type { HttpPage } from './http-page.js';

/**
 * The way to a value in the body of an answer: names joined by points, or a list of names if one has a point in it. A
 * number is the place in a list, from 0; below 0 it counts from the end. `*` stands for each member.
 *
 * @example
 * 'meta.next'     // {"meta":{"next":"b7"}}
 * 'data.-1.id'    // the id of the last record
 * 'errors.*.code' // the codes of all errors
 */
export type AnswerPath = string | readonly (string | number)[];

/** A body as JSON, or why it is none. */
type ParsedBody = { readonly value: unknown } | { readonly error: unknown };

/** Each body is parsed once for all paths, and apart from what the stream parses: casts change that. */
const bodies = new WeakMap<HttpPage, ParsedBody>();

/**
 * All values at `path` of a JSON body; null and absent ones are left out.
 *
 * @throws CodedError `CDK_HTTP_RESPONSE` when the body is not JSON.
 */
export function valuesAt(answer: HttpPage, path: AnswerPath): unknown[] {
  const body = bodyOf(answer);
  if ('error' in body) throw body.error;
  const steps = typeof path === 'string' ? path.split('.') : path;
  const found = steps.reduce<unknown[]>(
    (values, step) => values.flatMap((value) => membersAt(value, step)),
    [body.value],
  );
  return found.filter((value) => value !== undefined && value !== null);
}

/** As {@link valuesAt}, but none where the body is not JSON, as the error pages of gateways are. */
export function valuesIfJson(answer: HttpPage, path: AnswerPath): unknown[] {
  return 'error' in bodyOf(answer) ? [] : valuesAt(answer, path);
}

/** The first value at `path`; undefined where there is none, or null. */
export function valueAt(answer: HttpPage, path: AnswerPath): unknown {
  return valuesAt(answer, path)[0];
}

/** A path as text, for messages. */
export function pathText(path: AnswerPath): string {
  return typeof path === 'string' ? path : path.join('.');
}

/**
 * A count that an answer tells.
 *
 * @throws CodedError `CDK_HTTP_RESPONSE` when it is no number: without it, nobody knows whether there is more.
 */
export function countIn(value: unknown, where: string, answer: HttpPage): number {
  const count = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof count === 'bigint') return Number(count);
  if (typeof count === 'number' && count >= 0) return count;
  throw new CodedError('CDK_HTTP_RESPONSE', {
    message: `The answer to ${answer.label} has no count at ${where}.`,
    details: { status: answer.status },
  });
}

function bodyOf(answer: HttpPage): ParsedBody {
  const known = bodies.get(answer) ?? parse(answer);
  bodies.set(answer, known);
  return known;
}

function parse(answer: HttpPage): ParsedBody {
  try {
    return { value: answer.text.trim() === '' ? undefined : answer.json() };
  } catch (error) {
    if (isCodedError(error, 'CDK_HTTP_RESPONSE')) return { error };
    throw error;
  }
}

/** What one step of a path leads to; none where it leads nowhere. */
export function membersAt(value: unknown, step: string | number): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if (step === '*') return Object.values(value);
  const key = Array.isArray(value) && /^-\d+$/.test(String(step)) ? value.length + Number(step) : step;
  return Object.hasOwn(value, key) ? [(value as Record<string | number, unknown>)[key]] : [];
}
