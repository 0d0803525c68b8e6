import { sql } from 'kysely';
import { CodedError } from '../../../errors.js';
import type { LoadCell } from '../../contract/load-cell.js';
import type { TargetTable } from '../../contract/names.js';
import type { PostgresqlConnection } from './connection.js';
import type { CopyWriter } from './copy-writer.js';
import { copyError, sqlError } from './errors.js';
import { type Fragment, render } from './render.js';

/** Where the files go. */
export interface CopyTarget {
  readonly connection: PostgresqlConnection;
  /** The table that errors name. */
  readonly target: TargetTable;
  /** The table of the COPY. */
  readonly into: Fragment;
  /** Its column for a cell. */
  readonly columnOf: (cell: LoadCell) => string;
  /** Inside a transaction, a savepoint keeps the files before; outside, a COPY is a transaction of its own. */
  readonly inTransaction: boolean;
}

/** A COPY for each file. */
export interface FileCopies {
  beginFile(cells: readonly LoadCell[]): Promise<void>;
  write(bytes: Uint8Array): Promise<void>;
  /** Resolves to the number of rows of the file. */
  endFile(): Promise<number>;
  undoFile(): Promise<void>;
}

const FILE = 'dap_file';

/** Copies files one by one; each is there as a whole or not at all. */
export function createFileCopies({ connection, target, into, columnOf, inTransaction }: CopyTarget): FileCopies {
  let copy: CopyWriter | undefined;
  let hasSavepoint = false;

  const guard = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw copyError(error, target);
    }
  };
  const current = (): CopyWriter => {
    if (copy === undefined) throw new CodedError('SQL_STATEMENT', { message: 'No file was begun.' });
    return copy;
  };
  const beginFile = (cells: readonly LoadCell[]): Promise<void> =>
    guard(async () => {
      if (copy !== undefined) throw new CodedError('SQL_STATEMENT', { message: 'The file before was not ended.' });
      const columns = sql.join(cells.map((cell) => sql.id(columnOf(cell))));
      if (inTransaction) {
        await connection.execute(`SAVEPOINT ${FILE}`);
        hasSavepoint = true;
      }
      copy = connection.copy(render(sql`COPY ${into} (${columns}) FROM STDIN`));
    });
  const endFile = (): Promise<number> =>
    guard(async () => {
      const rows = await current().end();
      copy = undefined;
      if (inTransaction) await connection.execute(`RELEASE SAVEPOINT ${FILE}`);
      hasSavepoint = false;
      return rows;
    });
  const undoFile = async (): Promise<void> => {
    try {
      await copy?.cancel();
      copy = undefined;
      if (hasSavepoint) await connection.execute(`ROLLBACK TO SAVEPOINT ${FILE}`);
      hasSavepoint = false;
    } catch (error) {
      throw sqlError(error, target);
    }
  };
  return { beginFile, write: (bytes) => guard(() => current().write(bytes)), endFile, undoFile };
}
