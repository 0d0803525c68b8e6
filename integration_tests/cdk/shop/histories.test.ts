import { describe, expect, test } from 'vitest';
import { recordsOf, stateFrom, statesOf } from '../../../src/testing/index.js';
import { Random } from '../../sql-histories/random.js';
import { committedVersions, ShopHistory } from './shop-history.js';

/** Half past midnight in New York, in the night in which clocks are set back there. */
const NIGHT = Date.parse('2025-11-02T04:30:00Z');
/** The same in spring, when they are set forward. */
const SPRING = Date.parse('2026-03-08T05:30:00Z');
const MINUTE = 60_000;
const HISTORIES = Number(process.env['CDK_HISTORIES'] ?? 3);

async function runHistory(seed: number): Promise<void> {
  const random = new Random(seed);
  const policy = random.pick(['fail', 'skip', 'warn']);
  const zone = random.pick(['America/New_York', 'UTC']);
  const history = await ShopHistory.start(random, random.pick([NIGHT, SPRING]), zone, { policy });
  try {
    for (let step = 0; step < 6; step += 1) {
      history.api.broken.clear();
      if (random.below(4) === 0) history.api.broken.add(1 + random.below(7));
      const signal = random.pick(['SIGTERM', 'SIGKILL', 'none']);
      const stop = signal === 'none' ? undefined : { after: 1 + random.below(60), with: signal };
      await history.sync(stop === undefined ? {} : { stop });
      history.now += (5 + random.below(35)) * MINUTE;
      for (let count = random.below(8); count > 0; count -= 1) history.change(history.now);
    }
    history.api.broken.clear();
    await history.sync();
    history.now += 60 * MINUTE;
    await history.sync({ isQuiet: true });
    history.expectCommitted();
    const before = history.state ?? [];
    const quiet = await history.sync({ isQuiet: true });
    history.expectNoReread(quiet, before);
  } finally {
    history.api.close();
  }
}

describe.concurrent('the parts of the CDK together', () => {
  test.each(Array.from({ length: HISTORIES }, (_, index) => index + 1))(
    'stopped and killed at any moment, nothing is lost and nothing is read again without end (seed %i)',
    runHistory,
  );

  test('each STATE is a sound point to start from', async () => {
    const history = await ShopHistory.start(new Random(7), NIGHT, 'America/New_York');
    try {
      const first = await history.sync({ isQuiet: true });
      history.now += 45 * MINUTE;
      for (let count = 0; count < 6; count += 1) history.change(history.now);
      const count = statesOf(first.messages).length;
      expect(count).toBeGreaterThan(20);
      for (let taken = 1; taken < count; taken += Math.ceil(count / 8)) {
        const kept = keptUntil(first.messages, taken);
        const rest = await history.read(stateFrom(first.messages, taken), history.now);
        history.expectCommitted(undefined, committedVersions(rest.messages, kept));
      }
    } finally {
      history.api.close();
    }
  });

  test.each(['fail', 'skip', 'warn'])(
    'a partition that failed by the policy "%s" is read the next time',
    async (policy) => {
      const history = await ShopHistory.start(new Random(5), NIGHT, 'America/New_York', { policy });
      try {
        history.api.broken.add(3);
        const broken = await history.sync({ isQuiet: true });
        expect(broken.exitCode).toBe(policy === 'warn' ? 0 : 1);
        history.api.broken.clear();
        history.now += 60 * MINUTE;
        // Nothing changed meanwhile: only the kept states can bring the failed one again.
        await history.sync({ isQuiet: true });
        history.expectCommitted();
      } finally {
        history.api.close();
      }
    },
  );

  test('values that do not fit are null and told, and what the filter leaves out never comes', async () => {
    const history = await ShopHistory.start(new Random(3), NIGHT, 'UTC');
    try {
      const items = recordsOf((await history.sync({ isQuiet: true })).messages).filter(
        ({ stream }) => stream === 'items',
      );
      const nulled = items.filter((record) => 'meta' in record);
      expect(nulled.length).toBeGreaterThan(0);
      for (const { data } of items) {
        const price = history.api.items.get(Number(data['id']))?.price;
        expect([data['kind'], data['price']]).toEqual(['sold', price === 'gratis' ? null : price]);
      }
      const misfits = items.filter(({ data }) => history.api.items.get(Number(data['id']))?.price === 'gratis');
      expect(misfits).toEqual(nulled);
    } finally {
      history.api.close();
    }
  });
});

/** What a platform kept that lost everything after so many STATEs. */
function keptUntil(messages: Parameters<typeof stateFrom>[0], states: number) {
  let left = states;
  const end = messages.findIndex(({ state }) => {
    left -= state === undefined ? 0 : 1;
    return left === 0;
  });
  return committedVersions(messages.slice(0, end + 1));
}
