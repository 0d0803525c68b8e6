import { knownIn } from './known-differences.js';
import { EVOLUTION, LONG_LOAD, MORE_EVOLUTION, TABLES } from './tables.js';
import type { Trial } from './trial.js';

const NAMES = Object.keys(TABLES);
/** Ours has other types for the open enumerations of a fresh web_logs: the official client is not promised to go on. */
const BOTH_WAYS = NAMES.filter((name) => name !== 'canvas_logs.web_logs');

/** A database that the official client made is taken over: our sync goes on, through rows and columns. */
export async function takeOver(trial: Trial): Promise<void> {
  const known = knownIn(trial.scratch.dialect);
  await trial.official('initdb');
  await trial.compare('made by the official client', known);
  trial.commit();
  await trial.ours('synchronize');
  await trial.compare('taken over, after commits', known);
  trial.commit(EVOLUTION);
  await trial.ours('synchronize');
  await trial.compare('taken over, after changes of columns', known);
  trial.commit(MORE_EVOLUTION);
  await trial.official('syncdb');
  await trial.compare('handed back, after changes of columns', known);
  trial.commit();
  await trial.ours('synchronize');
  await trial.compare('taken over again', known);
}

/** A database that we made is continued by the official client, and by us again. */
export async function handOver(trial: Trial): Promise<void> {
  const known = knownIn(trial.scratch.dialect);
  await trial.ours('initialize', BOTH_WAYS);
  await trial.compare('made by us', [], BOTH_WAYS);
  trial.commit();
  await trial.official('syncdb', BOTH_WAYS);
  await trial.compare('continued by the official client, after commits', known, BOTH_WAYS);
  trial.commit(EVOLUTION);
  await trial.official('syncdb', BOTH_WAYS);
  await trial.compare('continued by the official client, after changes of columns', known, BOTH_WAYS);
  trial.commit(MORE_EVOLUTION);
  await trial.ours('synchronize', BOTH_WAYS);
  await trial.compare('ours again, after changes of columns', known, BOTH_WAYS);
}

/** The official client lists and drops our tables, and we make them anew over what it leaves. */
export async function listAndDrop(trial: Trial): Promise<void> {
  await trial.ours('initialize');
  await trial.officialList(NAMES);
  await trial.official('dropdb');
  for (const name of NAMES) {
    const [namespace = '', table = ''] = name.split('.');
    trial.check(`${name} is dropped`, (await trial.scratch.read(namespace, table)) === undefined, 'it is still there');
  }
  trial.commit(EVOLUTION);
  await trial.ours('initialize');
  // The service may answer the second snapshot by the first.
  await trial.ours('synchronize');
  await trial.compare('made again by us');
}

/** A table that the official client left half loaded when it was killed is replaced, after saying so. */
export async function replaceHalfLoaded(trial: Trial): Promise<void> {
  const { name, rows: all } = LONG_LOAD;
  const rows = await trial.killOfficialInitdb(name);
  trial.check('half loaded by the official client', rows > 0 && rows < all, `it holds ${rows} of ${all} rows`);
  const notes = await trial.ours('initialize', [name]);
  const isSaid = notes.some((note) => /half|replace|left/i.test(note));
  trial.check('the replacement is announced', isSaid, `the log says: ${notes.join(' | ')}`);
  await trial.compare('half loaded, replaced', [], [name]);
  trial.commit({}, [name]);
  await trial.ours('synchronize', [name]);
  await trial.compare('half loaded, replaced and synchronized', [], [name]);
}

/** A log of the official client is rebuilt: its numbers of values become texts, and rows that DAP has forgotten stay. */
export async function rebuildLog(trial: Trial): Promise<void> {
  const names = ['canvas_logs.web_logs'];
  await trial.official('initdb', names);
  const forgotten = await trial.addForgotten();
  await trial.ours('synchronize', names, { rebuild: true });
  await trial.compareForgotten(forgotten);
  await trial.compare('rebuilt', [], names);
  await trial.checkLookupsGone();
  trial.commit({}, names);
  await trial.ours('synchronize', names);
  await trial.compare('rebuilt, then synchronized', [], names);
}
