import { type DapClient, instantMs } from '../../dap/index.js';
import type { Database } from '../contract/database.js';
import type { ListedTable } from '../contract/record.js';
import type { DatabaseConnection } from '../database-connection.js';

/** What {@link listTables} lists. */
export interface ListOptions {
  /** Default: all that the database has tables of. */
  readonly namespaces?: readonly string[] | undefined;
  /** Rows are not counted, which takes time for large tables. Default false. */
  readonly omitRecordCount?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How it stands with a table. */
export interface TableStatus {
  readonly namespace: string;
  readonly table: string;
  /** Schema in the database. */
  readonly schema: string;
  readonly state: ListedTable['state'] | 'not-replicated';
  readonly rows?: number;
  /** The state of the service that the table has. */
  readonly timestamp?: string;
  /** Age of that state by the clock of the database. */
  readonly stalenessMs?: number;
  readonly schemaVersion?: number;
  readonly nextCommand: 'initdb' | 'syncdb';
}

/**
 * The tables of the database that are about DAP, by name; with a client those too that the service has and the database
 * has not.
 */
export async function listTables(
  connection: DatabaseConnection,
  client: DapClient | undefined,
  options: ListOptions = {},
): Promise<readonly TableStatus[]> {
  const database = await connection.read();
  const all = (await database?.list()) ?? [];
  const listed = all.filter(({ ref }) => options.namespaces?.includes(ref.namespace) ?? true);
  const rows: TableStatus[] = [];
  if (database !== undefined) {
    const nowMs = Date.parse(await database.now());
    for (const table of listed) {
      options.signal?.throwIfAborted();
      rows.push(await statusOf(database, table, nowMs, options));
    }
  }
  if (client !== undefined) rows.push(...(await absentTables(client, listed, options)));
  return rows.sort(byName);
}

async function statusOf(
  database: Database,
  table: ListedTable,
  nowMs: number,
  { omitRecordCount = false }: ListOptions,
): Promise<TableStatus> {
  const { ref, target, record, state } = table;
  const shared = { ...ref, schema: target.schema, state };
  const rows = omitRecordCount || state !== 'ready' ? {} : { rows: await database.countRows(table) };
  if (record === undefined) return { ...shared, ...rows, nextCommand: 'initdb' };
  const { timestamp, schemaVersion } = record;
  const ms = instantMs(timestamp);
  const staleness = ms === undefined ? {} : { stalenessMs: Math.max(0, nowMs - ms) };
  return { ...shared, ...rows, timestamp, ...staleness, schemaVersion, nextCommand: 'syncdb' };
}

async function absentTables(
  client: DapClient,
  listed: readonly ListedTable[],
  { namespaces = [...new Set(listed.map(({ ref }) => ref.namespace))], signal }: ListOptions,
): Promise<readonly TableStatus[]> {
  const present = new Set(listed.map(({ ref }) => `${ref.namespace}.${ref.table}`));
  const absent: TableStatus[] = [];
  for (const namespace of namespaces) {
    const tables = await client.getTables(namespace, { signal });
    for (const table of tables.filter((name) => !present.has(`${namespace}.${name}`))) {
      absent.push({ namespace, table, schema: namespace, state: 'not-replicated', nextCommand: 'initdb' });
    }
  }
  return absent;
}

function byName(a: TableStatus, b: TableStatus): number {
  const names = [a, b].map(({ namespace, table, schema }) => `${namespace}.${table}.${schema}`) as [string, string];
  if (names[0] === names[1]) return 0;
  return names[0] < names[1] ? -1 : 1;
}
