import type { HttpPage } from '../http-page.js';

/** Milliseconds that an answer asks for by `Retry-After`; undefined where it does not. luxon is loaded here. */
export async function retryAfterOf(page: HttpPage, nowMs: number): Promise<number | undefined> {
  const { parseRetryAfter } = await import('../../../http/retry-after.js');
  return parseRetryAfter(page.header('retry-after'), { date: page.header('date'), nowMs });
}
