import type { OpenLoad, RunSql } from '../contract/meta.js';
import type { Replica } from '../contract/names.js';
import { runQuery } from './compiled.js';
import { tableNames } from './create-tables.js';
import { bareName, type MetaBuilder } from './meta-schema.js';
import { readRecord, readState } from './own-json.js';
import { toReplica } from './read-records.js';
import { saveOwnRow, whereReplica } from './save-record.js';

const NO_LOAD = { load_state: null, load_shadow: null, load_record: null } as const;

/** The loads under way, in the order of their names. */
export async function readOpenLoads(run: RunSql, meta: MetaBuilder): Promise<readonly OpenLoad[]> {
  if (!(await tableNames(run, meta)).has(bareName(meta.replicas))) return [];
  const query = meta.db
    .selectFrom(meta.replicas)
    .selectAll()
    .where('load_state', 'is not', null)
    .orderBy('source_namespace')
    .orderBy('source_table')
    .orderBy('target_schema');
  return (await runQuery(run, query)).map(toOpenLoad);
}

/** Remembers a load under way. */
export async function saveOpenLoad(run: RunSql, meta: MetaBuilder, load: OpenLoad): Promise<void> {
  const { ref, target } = load;
  await saveOwnRow(
    run,
    meta,
    { ref, target },
    {
      load_state: load.state,
      load_shadow: load.shadow,
      load_record: load.record === undefined ? null : JSON.stringify(load.record),
    },
  );
}

/** Forgets a load under way, and our row with it if it was about nothing else. */
export async function endOpenLoad(run: RunSql, meta: MetaBuilder, replica: Replica): Promise<void> {
  const { db, replicas } = meta;
  await runQuery(run, whereReplica(db.updateTable(replicas).set(NO_LOAD), replica));
  await runQuery(run, whereReplica(db.deleteFrom(replicas), replica).where('exact_timestamp', 'is', null));
}

/** A load that is said to be ready, but whose record cannot be read, is worth nothing: it is `loading`. */
function toOpenLoad(row: Readonly<Record<string, unknown>>): OpenLoad {
  const load = { ...toReplica(row), shadow: String(row['load_shadow']) };
  const record = readRecord(row['load_record']);
  return readState(row['load_state']) === 'ready' && record !== undefined
    ? { ...load, state: 'ready', record }
    : { ...load, state: 'loading' };
}
