import { type Insertable, type RawBuilder, sql } from 'kysely';
import type { RunSql } from '../contract/meta.js';
import type { DialectName, Replica } from '../contract/names.js';
import type { NewRecord } from '../contract/record.js';
import { runQuery } from './compiled.js';
import { columnText, cutInstant } from './instant-text.js';
import { type MetaBuilder, type ReplicaRow, SYNC_SEQUENCE, type TableSyncRow } from './meta-schema.js';
import { readSyncRows } from './read-records.js';

/** Writes the record of a replica, and our row beside it. Of several rows the one that was read stays. */
export async function saveRecord(run: RunSql, meta: MetaBuilder, record: NewRecord): Promise<void> {
  const [kept, ...others] = await readSyncRows(run, meta, record);
  const values = syncValues(meta.dialect, record);
  const { db, tableSync } = meta;
  await runQuery(
    run,
    kept === undefined
      ? db.insertInto(tableSync).values({ ...nextId(meta), ...values } as Insertable<TableSyncRow>)
      : db.updateTable(tableSync).set(values).where('id', '=', kept.id),
  );
  await deleteRows(
    run,
    meta,
    others.map(({ id }) => id),
  );
  await saveOwnRow(run, meta, record, {
    exact_timestamp: record.timestamp,
    synced_at: databaseClock(meta.dialect),
    facts: JSON.stringify(record.own),
  });
}

/** Removes the record of a replica, and all that we know of it. */
export async function removeRecord(run: RunSql, meta: MetaBuilder, replica: Replica): Promise<void> {
  const rows = await readSyncRows(run, meta, replica);
  await deleteRows(
    run,
    meta,
    rows.map(({ id }) => id),
  );
  await runQuery(run, whereReplica(meta.db.deleteFrom(meta.replicas), replica));
}

/** Values of our row; what is left out stays as it is. */
export type OwnValues = Partial<
  Readonly<
    Record<Exclude<keyof ReplicaRow, `source_${string}` | `target_${string}`>, string | null | RawBuilder<string>>
  >
>;

/** Writes into our row of a replica, and makes it where it is absent. */
export async function saveOwnRow(
  run: RunSql,
  meta: MetaBuilder,
  { ref, target }: Replica,
  values: OwnValues,
): Promise<void> {
  const insert = meta.db.insertInto(meta.replicas).values({
    source_namespace: ref.namespace,
    source_table: ref.table,
    target_schema: target.schema,
    target_table: target.table,
    ...values,
  } as Insertable<ReplicaRow>);
  const update = { target_table: target.table, ...values };
  await runQuery(
    run,
    meta.dialect === 'mysql'
      ? insert.onDuplicateKeyUpdate(update)
      : insert.onConflict((conflict) =>
          conflict.columns(['source_namespace', 'source_table', 'target_schema']).doUpdateSet(update),
        ),
  );
}

/** What `update` and `delete` of kysely have in common here. */
interface Filterable<Q> {
  where(column: 'source_namespace' | 'source_table' | 'target_schema', operator: '=', value: string): Q;
}

/** Limits a statement to our row of a replica. */
export function whereReplica<Q extends Filterable<Q>>(query: Q, { ref, target }: Replica): Q {
  return query
    .where('source_namespace', '=', ref.namespace)
    .where('source_table', '=', ref.table)
    .where('target_schema', '=', target.schema);
}

async function deleteRows(run: RunSql, { db, tableSync }: MetaBuilder, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await runQuery(run, db.deleteFrom(tableSync).where('id', 'in', ids));
}

function nextId({ dialect }: MetaBuilder) {
  return dialect === 'duckdb' ? { id: sql<number>`nextval(${sql.lit(SYNC_SEQUENCE)})` } : {};
}

function syncValues(dialect: DialectName, { ref, target, timestamp, schemaVersion, schemaText }: NewRecord) {
  return {
    source_namespace: ref.namespace,
    source_table: ref.table,
    timestamp: columnText(cutInstant(timestamp, dialect === 'mysql' ? 0 : 6)),
    schema_version: schemaVersion,
    target_schema: target.schema,
    target_table: target.table,
    schema_description_format: 'json',
    schema_description: schemaText,
  };
}

/** The time of the database in UTC, as a value of a column without a time zone. */
function databaseClock(dialect: DialectName): RawBuilder<string> {
  if (dialect === 'postgresql') return sql`clock_timestamp() at time zone 'UTC'`;
  if (dialect === 'mysql') return sql`utc_timestamp(6)`;
  return sql`make_timestamp(epoch_us(now()))`;
}
