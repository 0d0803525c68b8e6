import type { CompareOptions } from '../../sql-truth/compare.js';
import { EVOLUTION, MORE_EVOLUTION, TABLES } from './tables.js';
import type { Trial } from './trial.js';

const NAMES = Object.keys(TABLES);
/** Ours has other types for the open enumerations of a fresh web_logs: the official client is not promised to go on. */
const BOTH_WAYS = NAMES.filter((name) => name !== 'canvas_logs.web_logs');

/** A database that the official client made is taken over: our sync goes on, through rows and columns. */
export async function takeOver(trial: Trial): Promise<void> {
  const lossy = lossOf(trial);
  await trial.official('initdb');
  await trial.compare('made by the official client', lossy);
  trial.commit();
  await trial.ours('synchronize');
  await trial.compare('taken over, after commits', lossy);
  trial.commit(EVOLUTION);
  await trial.ours('synchronize');
  await trial.compare('taken over, after changes of columns', lossy);
  trial.commit(MORE_EVOLUTION);
  await trial.official('syncdb');
  await trial.compare('handed back, after changes of columns', lossy);
  trial.commit();
  await trial.ours('synchronize');
  await trial.compare('taken over again', lossy);
}

/** A database that we made is continued by the official client, and by us again. */
export async function handOver(trial: Trial): Promise<void> {
  const lossy = lossOf(trial);
  await trial.ours('initialize', BOTH_WAYS);
  await trial.compare('made by us', {}, BOTH_WAYS);
  trial.commit();
  await trial.official('syncdb', BOTH_WAYS);
  await trial.compare('continued by the official client, after commits', lossy, BOTH_WAYS);
  trial.commit(EVOLUTION);
  await trial.official('syncdb', BOTH_WAYS);
  await trial.compare('continued by the official client, after changes of columns', lossy, BOTH_WAYS);
  trial.commit(MORE_EVOLUTION);
  await trial.ours('synchronize', BOTH_WAYS);
  await trial.compare('ours again, after changes of columns', lossy, BOTH_WAYS);
}

/** Tables that an interrupted `initdb` of the official client left half loaded are replaced. */
export async function replaceHalfLoaded(trial: Trial): Promise<void> {
  const name = 'canvas.submissions';
  trial.emulator.faults.set({ name: 'objectShortAtRest', table: name, skip: 2, times: 'forever' });
  await trial.official('initdb', [name], true);
  trial.emulator.faults.clear();
  const stored = await trial.scratch.read('canvas', 'submissions');
  const rows = stored?.rows.length ?? 0;
  trial.check('half loaded by the official client', rows > 0 && rows < (TABLES[name] ?? 0), `it holds ${rows} rows`);
  await trial.ours('initialize', [name]);
  await trial.compare('half loaded, replaced', {}, [name]);
}

/** In MySQL the official client keeps whole seconds. */
function lossOf({ scratch }: Trial): CompareOptions {
  return { wholeSeconds: scratch.dialect === 'mysql' };
}
