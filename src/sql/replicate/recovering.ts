import type { Database } from '../contract/database.js';
import type { Teller } from './teller.js';

/** A table begins again no more often: what fails this often does not get better. */
const MOST_REPEATS = 10;

/** Begins again as often as the database sees to it that this can succeed. */
export async function recovering<T>(
  database: Database,
  tell: Teller,
  act: (isRepeat: boolean) => Promise<T>,
): Promise<T> {
  for (let repeats = 0; ; repeats += 1) {
    try {
      return await act(repeats > 0);
    } catch (error) {
      const how = repeats < MOST_REPEATS ? database.recover?.(error) : undefined;
      if (how === undefined) throw error;
      tell.warn(`The table begins again: ${how}.`);
    }
  }
}
