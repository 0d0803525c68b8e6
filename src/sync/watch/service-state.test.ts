import { expect, it } from 'vitest';
import { keyOf, StateKeeper } from './service-state.js';
import { COURSES, failureOf, outcomeOf, runEnd, runOf, tableEnd, USERS } from './watch.test-helper.js';

const T0 = '2026-03-02T00:00:00.000Z';
const T1 = '2026-03-02T01:00:00.000Z';

it('a table goes from queued to running to its outcome', () => {
  const keeper = new StateKeeper(() => T0);
  const of = () => keeper.state.tables.get(keyOf(USERS));
  keeper.apply(runOf('r1', T0, [USERS, COURSES]));
  expect(of()).toEqual({ table: USERS, activity: 'queued', failures: 0, phase: undefined, progress: undefined });
  expect(keeper.state.run).toEqual({ id: 'r1', due: T0, startedAt: T0 });
  keeper.apply({ type: 'table-begin', run: 'r1', table: USERS, action: 'synchronize' });
  keeper.apply({ type: 'phase', run: 'r1', table: USERS, phase: 'loading' });
  keeper.apply({ type: 'progress', run: 'r1', table: USERS, rows: 5, files: 1, ofFiles: 3 });
  expect(of()).toMatchObject({
    ...{ activity: 'running', phase: 'loading', progress: { rows: 5, files: 1, ofFiles: 3 } },
  });
  keeper.apply(tableEnd('r1', outcomeOf(USERS, T1)));
  expect(of()).toMatchObject({
    ...{ activity: 'idle', phase: undefined, progress: undefined, succeededAt: T1, failures: 0 },
    timestamp: '2026-03-01T08:00:00.5Z',
  });
  keeper.apply(runEnd('r1', T1));
  expect(keeper.state.run).toBeUndefined();
  expect(keeper.state.tables.get(keyOf(COURSES))?.activity).toBe('idle');
});

it('failures add up until a success; a table that is busy or staged has not failed', () => {
  const keeper = new StateKeeper();
  const failures = () => keeper.state.tables.get(keyOf(USERS))?.failures;
  keeper.recall([failureOf(USERS, T0)]);
  keeper.apply(tableEnd('r', failureOf(USERS, T1)));
  expect(failures()).toBe(2);
  keeper.apply(tableEnd('r', outcomeOf(USERS, T1, { status: 'busy', timestamp: undefined })));
  keeper.apply(tableEnd('r', outcomeOf(USERS, T1, { status: 'staged' })));
  expect(failures()).toBe(2);
  expect(keeper.state.tables.get(keyOf(USERS))?.succeededAt).toBeUndefined();
  keeper.apply(tableEnd('r', outcomeOf(USERS, T1, { status: 'skipped' })));
  expect(failures()).toBe(0);
});

it('a table that is gone from the service or the settings is forgotten; the same table in two schemas is two', () => {
  const keeper = new StateKeeper();
  const north = { ...USERS, schema: 'north' };
  keeper.apply(runOf('r1', T0, [USERS, north, COURSES]));
  expect(keeper.state.tables.size).toBe(3);
  keeper.apply(runOf('r2', T1, [north]));
  expect([...keeper.state.tables.values()].map(({ table }) => table)).toEqual([north]);
});
