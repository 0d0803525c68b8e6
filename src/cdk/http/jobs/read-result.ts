import { CodedError, isCodedError } from '../../../errors.js';
import type { HttpRequest } from '../../../http/transport.js';
import { RecordBatch, type StreamItem } from '../../stream-items.js';
import type { BodyDecoder } from '../body/body-decoder.js';
import { BodyError } from '../body/body-error.js';
import type { HttpPage } from '../http-page.js';
import type { HttpRequester } from '../http-requester.js';
import { PageGuard, type PageGuardOptions } from '../paging/page-guard.js';
import type { Paginator } from '../paging/paginator.js';
import { recordsOnly } from '../send/answer-readers.js';

/** How far a result has been read, also by a request that broke off. */
export interface ResultProgress {
  page: unknown;
  /** Pages that have been read completely. */
  pages: number;
  recordsSoFar: number;
  /** Records of the page that a decoder has given. */
  records: number;
  /** The entity tag of the answer that they are from. */
  tag: string | undefined;
}

/** An answer that was read, and its records. */
export interface ReadAnswer {
  readonly answer: HttpPage;
  readonly records: number;
}

/** How a result is read. */
export interface ResultParts<Raw extends object> {
  readonly requester: HttpRequester;
  readonly decoder: BodyDecoder<Raw> | undefined;
  readonly paginator: Paginator | undefined;
  readonly guard: PageGuardOptions;
  readonly maxAttempts: number;
  readonly request: (page: unknown) => HttpRequest;
  /** Reads an answer where there is no decoder; gives undefined where it is ignored. */
  readonly parse: (
    request: HttpRequest,
    guard: PageGuard,
  ) => AsyncGenerator<StreamItem<Raw>, ReadAnswer | undefined, void>;
  /** What is yielded before the next page. */
  readonly pageEnd: (page: unknown) => StreamItem<Raw>;
  /** Waits after a try that failed. */
  readonly pause: (attempt: number, why: string) => Promise<void>;
}

/** Nothing was read yet. */
export function startOf(page: unknown): ResultProgress {
  return { page, pages: 0, recordsSoFar: 0, records: 0, tag: undefined };
}

/** Yields what is left of a result, page after page. */
export async function* readResult<Raw extends object>(
  parts: ResultParts<Raw>,
  progress: ResultProgress,
): AsyncGenerator<StreamItem<Raw>, void, void> {
  const { paginator, decoder } = parts;
  const guard = new PageGuard(parts.guard);
  for (;;) {
    const { page } = progress;
    const request = parts.request(page);
    guard.ask(page, request);
    const read =
      decoder === undefined
        ? yield* parts.parse(request, guard)
        : yield* decodeWhole(parts, decoder, request, progress);
    if (read === undefined) throw ignoredResult(request.label);
    const { answer, records } = read;
    guard.counted(page, records, answer.label);
    const recordsSoFar = progress.recordsSoFar + records;
    const next = paginator?.next({ answer, records, recordsSoFar, url: request.url }, page) ?? '';
    if (next === '') return;
    Object.assign(progress, { page: next, pages: progress.pages + 1, recordsSoFar, records: 0, tag: undefined });
    yield parts.pageEnd(next);
  }
}

/**
 * Decodes an answer to its end. If it breaks off and has a strong entity tag (RFC 9110, section 8.8.3), it is asked for
 * again: the same tag stands for the same bytes, so the records that were yielded before are left out.
 */
async function* decodeWhole<Raw extends object>(
  { requester, maxAttempts, pause }: ResultParts<Raw>,
  decoder: BodyDecoder<Raw>,
  request: HttpRequest,
  progress: ResultProgress,
): AsyncGenerator<StreamItem<Raw>, ReadAnswer | undefined, void> {
  for (let attempt = 1; ; attempt += 1) {
    const opened = await requester.open(request, decoder);
    if (opened === undefined) return undefined;
    const tag = strongTag(opened.page);
    if (progress.records > 0 && tag !== progress.tag) {
      // The connection is closed by a loop that ends early.
      for await (const _ of opened.records) break;
      throw changedResult(request.label);
    }
    progress.tag = tag;
    try {
      yield* withoutFirst(opened.records, progress, request.label);
      return { answer: opened.page, records: progress.records };
    } catch (error) {
      if (tag === undefined || attempt >= maxAttempts || !isPassing(error)) throw error;
      await pause(attempt, error.message);
    }
  }
}

/** Leaves out the records that were yielded before. */
async function* withoutFirst<Raw extends object>(
  batches: AsyncIterable<readonly Raw[]>,
  progress: ResultProgress,
  label: string,
): AsyncGenerator<StreamItem<Raw>, void, void> {
  let known = progress.records;
  for await (const batch of batches) {
    const fresh = recordsOnly(known === 0 ? batch : batch.slice(known), label);
    known = Math.max(0, known - batch.length);
    if (fresh.length === 0) continue;
    progress.records += fresh.length;
    yield new RecordBatch(fresh);
  }
  if (known > 0) throw changedResult(label);
}

function strongTag(answer: HttpPage): string | undefined {
  const tag = answer.header('etag');
  return tag === undefined || tag === '' || tag.startsWith('W/') ? undefined : tag;
}

function isPassing(error: unknown): error is CodedError {
  return error instanceof BodyError ? error.isPassing : isCodedError(error, 'CDK_HTTP_NETWORK');
}

function changedResult(label: string): CodedError {
  return new CodedError('CDK_HTTP_RESPONSE', {
    message: `${label}: the result changed on the server after a part of it had been read.`,
  });
}

/** A rule that ignores answers is about questions that may find nothing; a result that the API has named is not to be lost. */
function ignoredResult(label: string): CodedError {
  return new CodedError('CDK_HTTP_RESPONSE', {
    message: `The answer to ${label} is one that the stream ignores, but a result of a job cannot be left out.`,
    details: { isIgnored: true },
  });
}
