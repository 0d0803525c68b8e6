import { type RawBuilder, sql } from 'kysely';
import type { RunSql, StoredRecord } from '../contract/meta.js';
import type { DialectName, Replica } from '../contract/names.js';
import type { TableRecord } from '../contract/record.js';
import { runQuery } from './compiled.js';
import { tableNames } from './create-tables.js';
import { cutInstant, oneSecondEarlier } from './instant-text.js';
import { bareName, type MetaBuilder } from './meta-schema.js';
import { readFacts } from './own-json.js';
import { refuseOtherLayout } from './upgrade.js';

/** A row of `table_sync`, with its times as texts in UTC. */
export interface SyncRow extends Replica {
  readonly id: number;
  readonly timestamp: string;
  readonly schemaVersion: number;
  readonly schemaText: string;
  /** The server rounds what others write into the column, and so may have moved it to the future. */
  readonly mayBeRounded: boolean;
}

/** A row of ours, as far as records are concerned. */
interface OwnRow extends Replica {
  readonly exactTimestamp: string | undefined;
  readonly syncedAt: string | undefined;
  readonly facts: unknown;
}

/** All records, in the order of their names. */
export async function readRecords(run: RunSql, meta: MetaBuilder): Promise<readonly StoredRecord[]> {
  const names = await tableNames(run, meta);
  await refuseOtherLayout(run, meta, names);
  const rows = names.has(bareName(meta.tableSync)) ? await readSyncRows(run, meta) : [];
  return combine(meta.dialect, rows, names.has(bareName(meta.replicas)) ? await readOwnRows(run, meta) : []);
}

/** The record of one replica. */
export async function readRecord(run: RunSql, meta: MetaBuilder, replica: Replica): Promise<StoredRecord | undefined> {
  const rows = await readSyncRows(run, meta, replica);
  return combine(meta.dialect, rows, await readOwnRows(run, meta, replica)).at(0);
}

/**
 * Rows of `table_sync`, the oldest state of a replica first: nothing there is unique. Without `replica`, all of them.
 * The names are compared here, not in the database, whose collation may take two for one.
 */
export async function readSyncRows(run: RunSql, meta: MetaBuilder, replica?: Replica): Promise<readonly SyncRow[]> {
  const isMysql = meta.dialect === 'mysql';
  const query = meta.db
    .selectFrom(meta.tableSync)
    .select(['id', 'source_namespace', 'source_table', 'schema_version', 'target_schema', 'target_table'])
    .select('schema_description')
    .select(utcText(meta.dialect, 'timestamp').as('instant'))
    .select((isMysql ? sql<string>`version()` : sql<string>`''`).as('server'))
    .$if(replica !== undefined, (all) =>
      all
        .where('source_namespace', '=', replica?.ref.namespace ?? '')
        .where('source_table', '=', replica?.ref.table ?? ''),
    );
  const rows = (await runQuery(run, query)).map(toSyncRow);
  return rows.filter((row) => replica === undefined || isSame(row, replica)).sort(byNameThenAge);
}

async function readOwnRows(run: RunSql, meta: MetaBuilder, replica?: Replica): Promise<readonly OwnRow[]> {
  const query = meta.db
    .selectFrom(meta.replicas)
    .select(['source_namespace', 'source_table', 'target_schema', 'target_table', 'exact_timestamp', 'facts'])
    .select(utcText(meta.dialect, 'synced_at').as('synced'))
    .$if(replica !== undefined, (all) =>
      all
        .where('source_namespace', '=', replica?.ref.namespace ?? '')
        .where('source_table', '=', replica?.ref.table ?? ''),
    );
  return (await runQuery(run, query)).map((row) => ({
    ...toReplica(row),
    exactTimestamp: textOrNothing(row['exact_timestamp']),
    syncedAt: textOrNothing(row['synced']),
    facts: row['facts'],
  }));
}

/** Tells whether two rows are about the same table of the service, at the same place in the database. */
function isSame(a: Replica, b: Replica): boolean {
  return nameOf(a) === nameOf(b);
}

/** Where a row says that its table comes from and lies. */
export function toReplica(row: Readonly<Record<string, unknown>>): Replica {
  const namespace = String(row['source_namespace']);
  return {
    ref: { namespace, table: String(row['source_table']) },
    target: { schema: textOrNothing(row['target_schema']) ?? namespace, table: String(row['target_table']) },
  };
}

function combine(dialect: DialectName, rows: readonly SyncRow[], own: readonly OwnRow[]): readonly StoredRecord[] {
  const ownByName = new Map(own.map((row) => [nameOf(row), row]));
  const oldest = rows.filter((row, index) => index === 0 || !isSame(row, rows[index - 1] ?? row));
  return oldest.map((row) => combineOne(dialect, row, ownByName.get(nameOf(row))));
}

function combineOne(dialect: DialectName, row: SyncRow, own: OwnRow | undefined): StoredRecord {
  const { ref, target, schemaVersion, schemaText } = row;
  const syncedAt = own?.syncedAt === undefined ? {} : { syncedAt: own.syncedAt };
  const shared: Omit<TableRecord, 'timestamp'> = { ref, target, schemaVersion, schemaText };
  const exact = own?.exactTimestamp;
  const digits = dialect === 'mysql' ? 0 : 6;
  if (exact === undefined || cutInstant(exact, digits) !== row.timestamp) {
    return { ...shared, ...syncedAt, timestamp: row.mayBeRounded ? oneSecondEarlier(row.timestamp) : row.timestamp };
  }
  const facts = readFacts(own?.facts);
  return { ...shared, ...syncedAt, timestamp: exact, ...(facts === undefined ? {} : { own: facts }) };
}

function toSyncRow(row: Readonly<Record<string, unknown>>): SyncRow {
  const server = String(row['server']);
  const instant = String(row['instant']);
  return {
    ...toReplica(row),
    id: Number(row['id']),
    timestamp: server === '' ? instant : cutInstant(instant, 0),
    schemaVersion: Number(row['schema_version']),
    schemaText: String(row['schema_description']),
    mayBeRounded: server !== '' && !/mariadb/i.test(server),
  };
}

function byNameThenAge(a: SyncRow, b: SyncRow): number {
  return compare(nameOf(a), nameOf(b)) || compare(a.timestamp, b.timestamp) || a.id - b.id;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function nameOf({ ref, target }: Replica): string {
  return JSON.stringify([ref.namespace, ref.table, target.schema, target.table]);
}

function textOrNothing(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}

/** A column without a time zone as text in UTC with six digits: drivers would read it in the zone of this machine. */
function utcText(dialect: DialectName, column: 'timestamp' | 'synced_at'): RawBuilder<string | null> {
  const ref = sql.ref(column);
  if (dialect === 'postgresql') return sql`to_char(${ref}, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
  if (dialect === 'mysql') return sql`date_format(${ref}, '%Y-%m-%dT%H:%i:%s.%fZ')`;
  return sql`strftime(${ref}, '%Y-%m-%dT%H:%M:%S.%fZ')`;
}
