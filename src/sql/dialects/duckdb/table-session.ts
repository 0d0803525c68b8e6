import { CodedError } from '../../../errors.js';
import type { TableSession } from '../../contract/database.js';
import type { MetaTables } from '../../contract/meta.js';
import type { Replica } from '../../contract/names.js';
import type { TableRecord } from '../../contract/record.js';
import { readTable } from './catalog.js';
import { createTableComparison } from './comparison.js';
import type { Connection } from './connection.js';
import { findDependents } from './dependents.js';
import { dropTable } from './drop-table.js';
import { createFreshLoad } from './fresh-load.js';
import { createTableMerge } from './merge.js';
import { plainName } from './names.js';
import type { SharedFile } from './open-file.js';
import { restoreIndexes } from './pending-indexes.js';
import type { SessionParts } from './session-parts.js';
import { createStageKeeper } from './stage-keeper.js';
import { inTransaction } from './transaction.js';

/**
 * Takes the lock of a table, which holds inside this process: other processes cannot open the file.
 *
 * @throws CodedError `SQL_TABLE_BUSY`
 */
export async function openTableSession(
  file: SharedFile,
  meta: MetaTables,
  replica: Replica,
  purpose: string,
  intent?: 'drop',
): Promise<TableSession> {
  const unlock = lock(file, replica, purpose);
  try {
    const connection = await file.connect();
    const place = { ...replica.target, catalog: file.catalog };
    const parts: SessionParts = { place, connection, file, meta, run: (sql, values) => connection.query(sql, values) };
    return await createSession(parts, replica, unlock, intent).catch((error: unknown) => {
      connection.close();
      throw error;
    });
  } catch (error) {
    unlock();
    throw error;
  }
}

async function createSession(
  parts: SessionParts,
  replica: Replica,
  unlock: () => void,
  intent: 'drop' | undefined,
): Promise<TableSession> {
  const { connection, file, meta, place, run } = parts;
  const unmade = intent === 'drop' ? [] : await file.exclusive(() => restoreIndexes(connection, place));
  const keeper = createStageKeeper(parts, replica);
  const open = createOpenWork(connection, unlock);
  return {
    notes: unmade,
    record: async () => withoutSyncTime(await meta.record(run, replica)),
    syncedAt: async () => (await meta.record(run, replica))?.syncedAt,
    existing: () => readTable(connection, place),
    dependents: async () => (await findDependents(connection, place)).map(plainName),
    createLoad: async (design) => open.add(await createFreshLoad(parts, design)),
    createMerge: async (plan) => open.add(await createTableMerge(parts, plan, unmade)),
    createComparison: async (columns) => {
      const comparison = await createTableComparison(parts, columns);
      open.add({ abort: () => comparison.close() });
      return comparison;
    },
    saveRecord: (record) => file.exclusive(() => inTransaction(connection, () => meta.save(run, record))),
    drop: async ({ cascade }) => {
      await dropTable(parts, replica, cascade);
      await keeper.dropStage();
    },
    ...keeper,
    release: open.end,
    [Symbol.asyncDispose]: open.end,
  };
}

interface Abortable {
  abort(): Promise<void>;
}

/** What has to be undone when the session ends. */
function createOpenWork(connection: Connection, unlock: () => void) {
  const works: Abortable[] = [];
  let ending: Promise<void> | undefined;
  const end = async () => {
    try {
      for (const work of works) await work.abort();
    } finally {
      connection.close();
      unlock();
    }
  };
  return {
    add: <T extends Abortable>(work: T): T => {
      works.push(work);
      return work;
    },
    end: (): Promise<void> => {
      ending ??= end();
      return ending;
    },
  };
}

function lock({ locks }: SharedFile, { target }: Replica, purpose: string): () => void {
  const name = plainName(target);
  const holder = locks.get(name);
  if (holder !== undefined) {
    throw new CodedError('SQL_TABLE_BUSY', { message: `${name}: the table is in use: ${holder}.` });
  }
  locks.set(name, purpose);
  return () => {
    locks.delete(name);
  };
}

function withoutSyncTime(stored: (TableRecord & { readonly syncedAt?: string }) | undefined): TableRecord | undefined {
  if (stored === undefined) return undefined;
  const { syncedAt: _syncedAt, ...record } = stored;
  return record;
}
