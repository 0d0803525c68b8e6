import { Readable } from 'node:stream';
import { CodedError, isCodedError } from '../../../errors.js';
import type { LoadCell } from '../../contract/load-cell.js';
import { hasErrno } from './errors.js';
import { type FileLoad, type FileLoadOptions, startInserts, startLoadData } from './file-load.js';
import { type CellTarget, type LoadTarget, loadStatement } from './load-target.js';
import { replacedRows } from './replaced-rows.js';
import { rollBack } from './server.js';
import { type MysqlSession, note } from './session.js';

/** What files have brought. */
export interface FileCounts {
  readonly rows: number;
  /** Rows that took the place of another one with their key. */
  readonly replaced: number;
}

/** Takes files into one table, each in a transaction of its own. */
export interface RowSink {
  beginFile(cells: readonly LoadCell[]): Promise<void>;
  write(bytes: Uint8Array, rows: number): Promise<void>;
  endFile(): Promise<void>;
  undoFile(): Promise<void>;
  /** What all files that ended have brought. */
  totals(): FileCounts;
  /** Forgets the totals: the caller has emptied the table. */
  reset(): void;
}

/** The server, or the driver, refuses `LOCAL`. */
const LOCAL_FORBIDDEN = [1148, 3948, 3950, 4166];

/** Makes a sink for a table; `targets` tells where the cells of a file go, `rename` puts right how errors name columns. */
export function createRowSink(
  session: MysqlSession,
  table: string,
  targets: (cells: readonly LoadCell[]) => readonly CellTarget[],
  rename: (message: string) => string = (message) => message,
): RowSink {
  let target: LoadTarget = { table, cells: [] };
  let load: FileLoad | undefined;
  let rows = 0;
  let replaced = 0;
  let replacedBefore = 0;
  let sent = 0;
  const start = async (): Promise<FileLoad> => {
    const options = { ...session, target, maxPacketBytes: session.server.maxPacketBytes };
    const isLocal = await canSendFiles(session, target);
    sent = 0;
    replacedBefore = await replacedRows(session.connection);
    await session.connection.execute('START TRANSACTION');
    return open(options, isLocal);
  };
  const rethrow = (error: unknown): never => {
    if (!isCodedError(error, 'SQL_ROW_REFUSED')) throw error;
    throw new CodedError(error.code, { message: rename(error.message), details: error.details });
  };
  const undoFile = async (): Promise<void> => {
    const current = load;
    load = undefined;
    if (current === undefined) return;
    await current.cancel();
    await rollBack(session.connection);
  };
  return {
    beginFile: async (cells) => {
      await undoFile();
      target = { table, cells: targets(cells) };
    },
    write: async (bytes, count) => {
      if (count === 0) return;
      load ??= await start();
      sent += count;
      await load.write(bytes, count).catch(rethrow);
    },
    endFile: async () => {
      if (load === undefined) return;
      await load.finish().catch(rethrow);
      await session.connection.execute('COMMIT');
      load = undefined;
      rows += sent;
      replaced += (await replacedRows(session.connection)) - replacedBefore;
    },
    undoFile,
    totals: () => ({ rows, replaced }),
    reset: () => {
      rows = 0;
      replaced = 0;
    },
  };
}

function open(options: FileLoadOptions, isLocal: boolean): FileLoad {
  return isLocal ? startLoadData(options) : startInserts(options);
}

/** Finds out whether the server takes files, by sending it an empty one; says so once if it does not. */
async function canSendFiles(session: MysqlSession, target: LoadTarget): Promise<boolean> {
  const { connection, localInfile } = session;
  if (localInfile.isAllowed !== undefined) return localInfile.isAllowed;
  try {
    await connection.load(loadStatement(target), Readable.from([]));
    localInfile.isAllowed = true;
  } catch (error) {
    if (!hasErrno(error, ...LOCAL_FORBIDDEN)) throw error;
    localInfile.isAllowed = false;
    note(
      session,
      'The server forbids LOAD DATA LOCAL (local_infile is off): rows are inserted, which takes about three times as long.',
    );
  }
  return localInfile.isAllowed;
}
