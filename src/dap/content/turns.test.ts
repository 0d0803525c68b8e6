import { expect, test } from 'vitest';
import { isAbort } from '../../errors.js';
import { Turns } from './turns.js';

const never = new AbortController().signal;

test('so many go at a time; the others follow in their order as turns end', async () => {
  const turns = new Turns(2);
  const [endFirst, endSecond] = [await turns.take(never), await turns.take(never)];
  const began: number[] = [];
  const waiting = [3, 4].map(async (number) => {
    const end = await turns.take(never);
    began.push(number);
    return end;
  });
  await Promise.resolve();
  expect(began).toEqual([]);
  endSecond();
  const endThird = await waiting[0];
  expect(began).toEqual([3]);
  endFirst();
  await waiting[1];
  expect(began).toEqual([3, 4]);
  endThird?.();
});

test('a turn given back twice lets only one more in', async () => {
  const turns = new Turns(1);
  const end = await turns.take(never);
  end();
  end();
  await turns.take(never);
  const stop = new AbortController();
  const third = turns.take(stop.signal);
  stop.abort();
  await expect(third).rejects.toSatisfy(isAbort);
});

test('one that stops waiting does not take a turn with it', async () => {
  const turns = new Turns(1);
  const end = await turns.take(never);
  const [early, late] = [new AbortController(), new AbortController()];
  const gone = turns.take(early.signal);
  early.abort();
  await expect(gone).rejects.toSatisfy(isAbort);
  const goneLate = turns.take(late.signal);
  // Its turn comes and the abort in the same step.
  end();
  late.abort();
  await goneLate.then(
    (endLate) => endLate(),
    () => undefined,
  );
  (await turns.take(never))();
});
