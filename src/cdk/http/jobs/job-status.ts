import { CodedError } from '../../../errors.js';
import { stringifyJson } from '../../../util/json.js';
import { pathText, valuesIfJson } from '../answer-path.js';
import { errorMessageOf } from '../error-message.js';
import type { HttpPage } from '../http-page.js';
import type { JobStatus } from './job.js';

const KINDS = ['running', 'done', 'empty', 'failed', 'gone'] as const;
const MAX_WORD = 60;

/** What a status means. */
export type JobStatusKind = (typeof KINDS)[number];

/**
 * The meaning of the status `word` of a job.
 *
 * @throws CodedError `CDK_HTTP_RESPONSE` for a word that is in no list; `CDK_STREAM_DEFINITION` for one that is in two.
 */
export function kindOf(word: unknown, status: JobStatus, answer: HttpPage, stream: string): JobStatusKind {
  const kinds = KINDS.filter((kind) => (status[kind] as readonly unknown[] | undefined)?.includes(word));
  const [kind, other] = kinds;
  if (kind !== undefined && other === undefined) return kind;
  if (other !== undefined) {
    throw new CodedError('CDK_STREAM_DEFINITION', {
      message: `Stream ${stream}: the status ${wordText(word)} of a job means both ${kind} and ${other}: take it out of one list.`,
      details: { stream },
    });
  }
  const where = status.at === undefined ? '' : ` at ${pathText(status.at)}`;
  const what =
    word === undefined ? `no status${where}` : `the status ${wordText(word)}${where}, which jobStatus does not list`;
  throw new CodedError('CDK_HTTP_RESPONSE', {
    message: `Stream ${stream}: the answer to ${answer.label} has ${what}. Say what it means before the job is read further.`,
    details: { stream, status: answer.status },
  });
}

/** A status for people: a word of the API, never a whole object. */
export function wordText(word: unknown): string {
  const text = typeof word === 'object' ? 'of an object or list' : stringifyJson(word);
  return text.length > MAX_WORD ? `${text.slice(0, MAX_WORD)}…` : text;
}

/** What the API says of a failure, without secrets; undefined where it says nothing. */
export function reasonOf(answer: HttpPage, { reason }: JobStatus): string | undefined {
  if (reason === undefined) return undefined;
  const [message] = valuesIfJson(answer, reason);
  return message === undefined ? undefined : errorMessageOf(stringifyJson({ message }));
}
