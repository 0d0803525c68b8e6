import type { LoadCell } from '../../contract/load-cell.js';
import type { FileLoad } from './file-load.js';
import { judgeCopy } from './load-result.js';
import type { CellTarget, LoadTarget } from './load-target.js';
import { fileOpener, type Rename, renameRefusal } from './open-file.js';
import { replacedRows } from './replaced-rows.js';
import { inTransaction, rollBack } from './server.js';
import type { MysqlSession } from './session.js';

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
  /**
   * Takes a file whose rows are in the database already.
   *
   * @param statement - copies the rows
   * @param rows - how many there must be
   */
  copyFile(statement: string, rows: number): Promise<void>;
  /** What all files that ended have brought. */
  totals(): FileCounts;
  /** Forgets the totals: the caller has emptied the table. */
  reset(): void;
}

/** Makes a sink for a table; `targets` tells where the cells of a file go. */
export function createRowSink(
  session: MysqlSession,
  table: string,
  targets: (cells: readonly LoadCell[]) => readonly CellTarget[],
  rename: Rename = (message) => message,
): RowSink {
  const { connection, subject } = session;
  let target: LoadTarget = { table, cells: [] };
  let load: FileLoad | undefined;
  let rows = 0;
  let replaced = 0;
  let replacedBefore = 0;
  let sent = 0;
  const start = async (): Promise<FileLoad> => {
    const open = await fileOpener(session, target, rename);
    sent = 0;
    replacedBefore = await replacedRows(connection);
    await connection.execute('START TRANSACTION');
    return open();
  };
  const count = async (more: number): Promise<void> => {
    rows += more;
    replaced += (await replacedRows(connection)) - replacedBefore;
  };
  const undoFile = async (): Promise<void> => {
    const current = load;
    load = undefined;
    if (current === undefined) return;
    await current.cancel();
    await rollBack(connection);
  };
  return {
    beginFile: async (cells) => {
      await undoFile();
      target = { table, cells: targets(cells) };
    },
    write: async (bytes, number) => {
      if (number === 0) return;
      load ??= await start();
      sent += number;
      await load.write(bytes, number);
    },
    endFile: async () => {
      if (load === undefined) return;
      await load.finish();
      await connection.execute('COMMIT');
      load = undefined;
      await count(sent);
    },
    undoFile,
    copyFile: async (statement, number) => {
      await undoFile();
      replacedBefore = await replacedRows(connection);
      await inTransaction(connection, async () => {
        await judgeCopy(connection, subject, await connection.execute(statement), number);
      }).catch((error: unknown) => {
        throw renameRefusal(error, rename);
      });
      await count(number);
    },
    totals: () => ({ rows, replaced }),
    reset: () => {
      rows = 0;
      replaced = 0;
    },
  };
}
