import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runAcceptanceSuite } from '../../../src/testing/index.js';
import { ShopApi } from '../shop/shop-api.js';
import { SHOP_SOURCE } from '../shop/shop-run.js';

const HOUR = 3_600_000;
/** Whether states are sound: 56, and whether a read that was cut loses nothing: 57. */
const STATE_RULES = ['56', '57'];

let api: ShopApi;
let config: { readonly [name: string]: unknown };

beforeAll(async () => {
  api = await ShopApi.start('UTC');
  const now = Date.now();
  config = { url: api.url, start: new Date(now - 80 * HOUR).toISOString(), zone: 'UTC' };
  // Each order has more than one page of items in each window of a day.
  for (let id = 1; id <= 48; id += 1) {
    api.change({
      id,
      order: 1 + (id % 3),
      at: now - (75 - id * 1.5) * HOUR,
      kind: 'sold',
      price: id % 5 === 0 ? 'x' : 1,
    });
  }
  // The orders themselves are spread over the windows, too.
  for (let id = 4; id <= 40; id += 1) api.orders.set(id, { id, version: 1, at: now - (75 - id * 1.8) * HOUR });
});
afterAll(() => api.close());

async function judge(twin: string, only?: readonly string[]) {
  const report = await runAcceptanceSuite({
    command: [process.execPath, SHOP_SOURCE],
    config,
    invalidConfig: { ...config, zone: 'Mars/Olympus' },
    env: { ...(process.env as Record<string, string>), SHOP_TWIN: twin },
    ...(only === undefined ? {} : { only }),
  });
  const failed = report.assertions.filter(({ outcome }) => outcome === 'failed');
  return { report, failed: failed.map(({ id, problems }) => ({ id, problems })) };
}

describe.concurrent('the acceptance suite', () => {
  test('passes a source that uses the parts together', async () => {
    const { report, failed } = await judge('none');
    expect(failed).toEqual([]);
    expect(report.hasPassed).toBe(true);
    const outcomes = report.assertions.filter(({ id }) => STATE_RULES.includes(id)).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['passed', 'passed']);
  });

  test.each([
    ['that counts a window as read with its first record', 'early'],
    ['whose state lies beyond the end of its window', 'beyond'],
    ['that loses the last page of a read that continues', 'last-page'],
  ])('finds a twin %s', async (_fault, twin) => {
    const { failed } = await judge(twin, STATE_RULES);
    expect(failed.length).toBeGreaterThan(0);
    for (const { id } of failed) expect(STATE_RULES).toContain(id);
  });
});
