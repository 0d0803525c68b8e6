import { formatSeconds } from './figures.js';
import { paint, say } from './terminal.js';

const TITLE_WIDTH = 52;
const TIME_WIDTH = 7;

/** Does one step of the demo, and prints what it was and how long it took. */
export async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  const begunAt = performance.now();
  const result = await work();
  const elapsed = formatSeconds(performance.now() - begunAt).padStart(TIME_WIDTH);
  say(`  ${paint('green', '✓')} ${title.padEnd(TITLE_WIDTH)}${paint('dim', elapsed)}`);
  return result;
}
