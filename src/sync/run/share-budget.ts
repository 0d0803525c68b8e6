import type { DueTable } from '../due/due-tables.js';
import type { Budget } from './budget.js';

/**
 * The order of tables under a budget, found as they begin: synchronizations have the first half of the time before them,
 * loads the second one. So neither keeps the other waiting for ever, however many calls it takes.
 */
export function* shareBudget(tables: readonly DueTable[], budget: Pick<Budget, 'isHalfSpent'>): Generator<DueTable> {
  const changes = tables.filter(({ action }) => action === 'synchronize').values();
  const loads = tables.filter(({ action }) => action === 'initialize').values();
  for (let left = tables.length; left > 0; left -= 1) {
    const [first, second] = budget.isHalfSpent() ? [loads, changes] : [changes, loads];
    const next = first.next();
    const chosen = next.done === true ? second.next() : next;
    if (chosen.done !== true) yield chosen.value;
  }
}
