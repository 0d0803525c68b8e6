import { describe, expect, test } from 'vitest';
import { TARGETS } from '../sql-support/targets.js';
import { runHistory } from './history.js';

/**
 * `DAP_SEED=17` replays one history, `DAP_HISTORIES=1000` makes so many; without either the same few each time.
 */
const SEEDS = chosenSeeds();

describe.each(TARGETS)('random histories in $dialect', (target) => {
  test.skipIf(target.missing !== undefined).each(SEEDS)('seed %i', async (seed) => {
    const { problems, steps } = await runHistory(target, seed);
    const replay = `DAP_SEED=${seed} DAP_TEST_DIALECTS=${target.dialect} npx vitest run --project databases sql-histories`;
    expect(problems, `${[...problems, ...steps].join('\n')}\nReplay: ${replay}`).toEqual([]);
  });
});

function chosenSeeds(): readonly number[] {
  const { DAP_SEED: one, DAP_HISTORIES: count } = process.env;
  if (one !== undefined) return [Number(one)];
  const first = count === undefined ? 1 : Date.now() % 1_000_000;
  return Array.from({ length: Number(count ?? 5) }, (_, n) => first + n);
}
