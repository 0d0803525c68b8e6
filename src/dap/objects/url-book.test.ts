import { expect, test } from 'vitest';
import { SkippingClock } from '../../util/clock.test-helper.js';
import { DEFAULT_RETRY_POLICY, MAX_URL_BATCH } from '../limits.js';
import { UrlBook } from './url-book.js';

const REF = { namespace: 'canvas', table: 'courses' };

function createBook(count: number) {
  const objectIds = Array.from({ length: count }, (_, index) => `o${index}`);
  const asked: (readonly string[])[] = [];
  const fetch = async (ids: readonly string[]) => {
    asked.push(ids);
    return new Map(ids.map((id) => [id, { url: `https://store.example/${id}` }]));
  };
  const clock = new SkippingClock();
  const book = new UrlBook({ objectIds, fetch, clock, policy: DEFAULT_RETRY_POLICY, random: () => 0.5, subject: REF });
  return { book, objectIds, asked };
}

test('URLs far behind the one that is asked for are forgotten, those nearby are kept', async () => {
  const { book, objectIds, asked } = createBook(10 * MAX_URL_BATCH);
  for (const id of objectIds) await book.url(id);
  const calls = asked.length;
  expect(calls).toBeLessThan(20);
  for (const id of objectIds.slice(-MAX_URL_BATCH)) await book.url(id);
  expect(asked.length).toBe(calls);
  await book.url('o0');
  expect(asked.length).toBe(calls + 1);
});
