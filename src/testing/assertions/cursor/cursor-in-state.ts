import { isJsonObject, valueAt } from '../../../util/json.js';
import { type Cursor, isCursor } from './cursor-value.js';

/**
 * Finds the cursor's value in the state of a stream: under the cursor's path, or else in the one place under any
 * object where a member has the cursor's name, or beside a member `cursor_field` that names the path, as database
 * sources write it.
 *
 * @returns undefined if it is not found or if there are several, as in states by partition.
 * @example
 * cursorInState({ updated_at: 'x' }, ['updated_at'])             // 'x'
 * cursorInState({ position: { updated_at: 'x' } }, ['updated_at']) // 'x'
 */
export function cursorInState(state: unknown, path: readonly string[]): Cursor | undefined {
  const name = path.at(-1);
  if (name === undefined || !isJsonObject(state)) return undefined;
  const direct = valueAt(state, path) ?? valueAt(state, [name]);
  if (isCursor(direct)) return direct;
  const field = state['cursor_field'];
  if (isCursor(state['cursor']) && (field === name || JSON.stringify(field) === JSON.stringify(path))) {
    return state['cursor'];
  }
  const found = valuesNamed(state, name);
  return found.length === 1 ? found[0] : undefined;
}

/** Lists are not searched: they hold the states of partitions, and no partition stands for the whole stream. */
function valuesNamed(holder: Readonly<Record<string, unknown>>, name: string): Cursor[] {
  return Object.entries(holder).flatMap(([key, member]) => {
    if (isJsonObject(member)) return valuesNamed(member, name);
    return key === name && isCursor(member) ? [member] : [];
  });
}
