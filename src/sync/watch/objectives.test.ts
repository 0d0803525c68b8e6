import { expect, it } from 'vitest';
import { ObjectiveKeeper } from './objectives.js';
import { StateKeeper } from './service-state.js';
import { COURSES, failureOf, outcomeOf, runOf, tableEnd, USERS } from './watch.test-helper.js';

const T0 = '2026-03-02T00:00:00.000Z';
const HOUR = 3_600_000;
const at = (hours: number): number => Date.parse(T0) + hours * HOUR;
const iso = (hours: number): string => new Date(at(hours)).toISOString();

it('a breach is told once when it begins and once when it is over', () => {
  const state = new StateKeeper();
  const keeper = new ObjectiveKeeper(() => ({ maxAgeMs: 12 * HOUR }));
  state.apply(tableEnd('r', outcomeOf(USERS, T0)));
  expect(keeper.look(state.state, at(12))).toEqual([]);
  const breach = { table: USERS, kind: 'age', value: 12.5 * HOUR, limit: 12 * HOUR };
  expect(keeper.look(state.state, at(12.5))).toEqual([{ state: 'broken', breach }]);
  expect(keeper.look(state.state, at(13))).toEqual([]);
  state.apply(tableEnd('r', outcomeOf(USERS, iso(13))));
  expect(keeper.look(state.state, at(13))).toEqual([{ state: 'met', breach: { ...breach, value: 13 * HOUR } }]);
  expect(keeper.breaches).toEqual([]);
});

it('old data of a table in which nothing changes are no breach', () => {
  const state = new StateKeeper();
  const keeper = new ObjectiveKeeper(() => ({ maxAgeMs: HOUR }));
  state.apply(tableEnd('r', outcomeOf(USERS, T0, { timestamp: '2020-01-01T00:00:00Z' })));
  expect(keeper.look(state.state, at(0.5))).toEqual([]);
});

it('a table that was never synchronized is late when it has been known for too long', () => {
  const state = new StateKeeper();
  const keeper = new ObjectiveKeeper(() => ({ maxAgeMs: HOUR }));
  state.apply(runOf('r', T0, [USERS]));
  expect(keeper.look(state.state, at(0))).toEqual([]);
  expect(keeper.look(state.state, at(2))).toMatchObject([{ state: 'broken', breach: { value: 2 * HOUR } }]);
});

it('failures count with their reason, for the tables that have the objective', () => {
  const state = new StateKeeper();
  const keeper = new ObjectiveKeeper(({ table }) => (table === 'users' ? { maxFailures: 2 } : {}));
  for (const table of [USERS, COURSES]) state.apply(tableEnd('r', failureOf(table, T0)));
  expect(keeper.look(state.state, at(0))).toEqual([]);
  for (const table of [USERS, COURSES]) state.apply(tableEnd('r', failureOf(table, T0)));
  const [change, ...others] = keeper.look(state.state, at(0));
  expect(others).toEqual([]);
  expect(change).toMatchObject({ state: 'broken', breach: { kind: 'failures', value: 2, code: 'DAP_JOB_FAILED' } });
});

it('kinds that are not looked at stay as they were; a table that is gone has no promise', () => {
  const state = new StateKeeper();
  const keeper = new ObjectiveKeeper(() => ({ maxAgeMs: HOUR, maxFailures: 1 }));
  state.apply(tableEnd('r', outcomeOf(USERS, T0)));
  expect(keeper.look(state.state, at(5), ['failures'])).toEqual([]);
  expect(keeper.look(state.state, at(5))).toMatchObject([{ state: 'broken', breach: { kind: 'age' } }]);
  expect(keeper.look(state.state, at(6), ['failures'])).toEqual([]);
  state.apply(runOf('r2', iso(6), []));
  expect(keeper.look(state.state, at(6))).toMatchObject([{ state: 'met' }]);
});
