import { CodedError } from '../../../errors.js';
import type { LoadCell } from '../../contract/database.js';
import { aboutTable, isRowError } from './errors.js';
import type { SpoolFile, SpoolFolder } from './spool.js';

/** Where rows go. */
export interface RowTarget {
  /** How messages call it. */
  readonly label: string;
  /** Inserts the rows of a file, and counts them. */
  insert(cells: readonly LoadCell[], file: SpoolFile): Promise<number>;
  /** If `act` fails, nothing of it stays. */
  atomically(act: () => Promise<void>): Promise<void>;
}

/** The files of a load on their way through the spool. */
export interface SpooledRows {
  /** Rows of the files that have ended. */
  readonly rows: number;
  beginFile(cells: readonly LoadCell[]): Promise<void>;
  write(bytes: Uint8Array, rows: number): Promise<void>;
  endFile(): Promise<void>;
  undoFile(): Promise<void>;
  /** The target is empty again. */
  forgetAll(): Promise<void>;
}

interface FileUnderWay {
  readonly cells: readonly LoadCell[];
  readonly spool: SpoolFile;
  rows: number;
}

/** Writes each file into the spool, and from there into the table when its last byte was verified. */
export function createSpooledRows(folder: SpoolFolder, target: RowTarget): SpooledRows {
  let file: FileUnderWay | undefined;
  let loaded = 0;
  const undoFile = async () => {
    const ended = file;
    file = undefined;
    await ended?.spool.remove();
  };
  return {
    get rows() {
      return loaded;
    },
    beginFile: async (cells) => {
      await undoFile();
      file = { cells, spool: await folder.create(), rows: 0 };
    },
    write: async (bytes, rows) => {
      if (file === undefined) throw new Error('No file has begun.');
      await file.spool.append(bytes);
      file.rows += rows;
    },
    endFile: async () => {
      if (file === undefined) throw new Error('No file has begun.');
      await file.spool.finish();
      if (file.rows > 0 || file.spool.longestLine > 0) await insertRows(target, file);
      loaded += file.rows;
      await undoFile();
    },
    undoFile,
    forgetAll: async () => {
      loaded = 0;
      await undoFile();
    },
  };
}

async function insertRows(target: RowTarget, { cells, spool, rows }: FileUnderWay): Promise<void> {
  try {
    await target.atomically(async () => {
      const inserted = await target.insert(cells, spool);
      if (inserted === rows) return;
      throw new CodedError('SQL_ROW_REFUSED', {
        message: `${target.label}: DuckDB read ${inserted} rows out of a file of ${rows}.`,
      });
    });
  } catch (error) {
    throw aboutTable(error, target.label, isRowError(error) ? 'SQL_ROW_REFUSED' : undefined);
  }
}
