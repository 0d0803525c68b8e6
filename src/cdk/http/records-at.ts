import { isJsonObject } from '../../util/json.js';
import { type AnswerPath, membersAt, pathText } from './answer-path.js';
import type { HttpPage } from './http-page.js';
import { recordsOnly } from './send/answer-readers.js';

/** Statuses of answers that have no body: RFC 9110, 15.3.5 and 15.3.6. */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205]);

/**
 * The records of the list at `path` of a JSON body; an empty path is the body itself. After a `*`, what the path leads
 * to may also be a record. A list that is null is empty, and so is a 204.
 *
 * @throws CodedError `CDK_HTTP_RESPONSE` when the path leads to no list: it could be a wrong path, or an error with
 * status 200.
 */
export function recordsAt<T>(answer: HttpPage, path: AnswerPath): readonly T[] {
  if (WITHOUT_BODY.has(answer.status) && answer.isEmpty) return [];
  const steps = typeof path !== 'string' ? path : path === '' ? [] : path.split('.');
  const found = follow(answer.json(), steps, false);
  if (found === undefined) throw noList(answer, path);
  return recordsOnly(found as readonly T[], answer.label);
}

/** Undefined where the path leads nowhere. */
function follow(
  value: unknown,
  [step, ...rest]: readonly (string | number)[],
  isMember: boolean,
): unknown[] | undefined {
  if (step === undefined) return listOf(value) ?? (isMember && value !== undefined ? [value] : undefined);
  if (step !== '*') return follow(membersAt(value, step)[0], rest, isMember);
  const members = listOf(value) ?? (isJsonObject(value) ? Object.values(value) : undefined);
  const found = members?.map((member) => follow(member, rest, true));
  return found?.every((each) => each !== undefined) === true ? found.flat() : undefined;
}

function listOf(value: unknown): unknown[] | undefined {
  return value === null ? [] : Array.isArray(value) ? value : undefined;
}

function noList(answer: HttpPage, path: AnswerPath): Error {
  const where = pathText(path);
  const what = where === '' ? 'is not a list' : `holds no list at ${where}`;
  return answer.error(`${what}: name the place of its records in \`records\`, or override parseResponse`);
}
