import { CodedError } from '../../../errors.js';
import { HttpFailure } from '../../../http/http-failure.js';
import { isJsonObject } from '../../../util/json.js';
import type { AnswerBody } from '../body/answer-body.js';
import type { BodyDecoder } from '../body/body-decoder.js';
import { HttpPage } from '../http-page.js';

/** What becomes of an answer: first a page to judge it by, then, if it is good, the result. */
export interface AnswerReader<R> {
  page(body: AnswerBody): Promise<HttpPage>;
  result(page: HttpPage, body: AnswerBody): Promise<R>;
}

/** An answer whose records are still on their way. */
export interface OpenAnswer<T> {
  /** Status and headers; its body goes to the decoder. */
  readonly page: HttpPage;
  /** Batches, to be read once. Ending the loop early closes the connection. */
  readonly records: AsyncIterable<readonly T[]>;
}

/** Holds the whole body. */
export const WHOLE_PAGE: AnswerReader<HttpPage> = {
  page: async (body) => pageOf(body, await body.whole()),
  result: async (page) => page,
};

/** Decodes the body of a good answer as it comes. */
export function decodedBy<T>(decoder: BodyDecoder<T>): AnswerReader<OpenAnswer<T>> {
  return {
    page: async (body) => pageOf(body, body.isOk ? undefined : await body.whole()),
    result: async (page, body) => ({ page, records: await startDecoding(decoder, body) }),
  };
}

function pageOf(body: AnswerBody, text: string | undefined): HttpPage {
  return new HttpPage(body.status, text, body.label, (name) => body.header(name));
}

/** Waits for the first batch: until it is handed on, the request can be repeated. */
async function startDecoding<T>(decoder: BodyDecoder<T>, body: AnswerBody): Promise<AsyncIterable<readonly T[]>> {
  const batches = decoder.decode(body)[Symbol.asyncIterator]();
  const first = await batches.next();
  return rest(batches, first, body);
}

async function* rest<T>(
  batches: AsyncIterator<readonly T[]>,
  first: IteratorResult<readonly T[]>,
  body: AnswerBody,
): AsyncGenerator<readonly T[], void, void> {
  let records = 0;
  try {
    for (let next = first; next.done !== true; next = await batches.next()) {
      yield next.value;
      records += next.value.length;
    }
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    throw new CodedError('CDK_HTTP_NETWORK', {
      message: `${body.label}: the answer ended early, after ${records} records: ${error.message}.`,
      details: { kind: error.kind, host: error.host, records },
      cause: error,
    });
  } finally {
    await batches.return?.();
  }
}

/** @throws CodedError `CDK_HTTP_RESPONSE` when a decoder gives anything but objects, such as the numbers of a list. */
export function recordsOnly<T>(batch: readonly T[], label: string): readonly T[] {
  if (batch.every(isJsonObject)) return batch;
  throw new CodedError('CDK_HTTP_RESPONSE', { message: `The answer to ${label} holds records that are not objects.` });
}
