import { CodedError } from '../../../errors.js';
import type { LoadCell } from '../../contract/load-cell.js';
import { aboutTable, isRowError } from './errors.js';
import { csvRows } from './load-csv.js';
import { LargestVector } from './memory-need.js';
import type { RowSource } from './row-source.js';
import type { SpoolFile, SpoolFolder } from './spool.js';

/** Where rows go. */
export interface RowTarget {
  /** How messages call it. */
  readonly label: string;
  /** Inserts rows, and counts them. `index` tells which part of their file they are. */
  insert(source: RowSource, index: number): Promise<number>;
  /** If `act` fails, nothing of it stays. */
  atomically(act: () => Promise<void>): Promise<void>;
}

/** DuckDB reads 2,048 rows at a time, however long they are: a statement gets no more bytes than about these. */
const PART_BYTES = 16 * 1024 * 1024;

/** The files of a load on their way through the spool. */
export interface SpooledRows {
  /** A file is under way. */
  readonly isOpen: boolean;
  /** Rows of the files that have ended. */
  readonly rows: number;
  /** Bytes of the 2,048 rows in a row that had the most so far. */
  readonly vectorBytes: number;
  beginFile(cells: readonly LoadCell[]): Promise<void>;
  write(bytes: Uint8Array, rows: number): Promise<void>;
  endFile(): Promise<void>;
  undoFile(): Promise<void>;
  /** Inserts rows that are in the database. */
  take(file: StagedRows): Promise<void>;
  /** The target is empty again. */
  forgetAll(): Promise<void>;
}

/** The rows of a file, in their order. */
export interface StagedRows {
  readonly parts: readonly RowSource[];
  readonly rows: number;
  /** See `SpooledRows.vectorBytes`. */
  readonly vectorBytes: number;
}

interface FileUnderWay {
  readonly cells: readonly LoadCell[];
  /** At least one; rows go to the last. */
  readonly parts: SpoolFile[];
  rows: number;
}

/** Writes each file into the spool, and from there into the table when its last byte was verified. */
export function createSpooledRows(folder: SpoolFolder, target: RowTarget): SpooledRows {
  let file: FileUnderWay | undefined;
  let loaded = 0;
  const vectors = new LargestVector();
  const undoFile = async () => {
    const ended = file;
    file = undefined;
    for (const part of ended?.parts ?? []) await part.remove();
  };
  return {
    get isOpen() {
      return file !== undefined;
    },
    get rows() {
      return loaded;
    },
    get vectorBytes() {
      return vectors.bytes;
    },
    beginFile: async (cells) => {
      await undoFile();
      file = { cells, parts: [await folder.create()], rows: 0 };
    },
    write: async (bytes, rows) => {
      if (file === undefined) throw new Error('No file has begun.');
      await (await roomyPart(folder, file)).append(bytes);
      file.rows += rows;
      vectors.add(bytes.byteLength, rows);
    },
    endFile: async () => {
      if (file === undefined) throw new Error('No file has begun.');
      await file.parts.at(-1)?.finish();
      const { cells, parts, rows } = file;
      if (parts.some(({ bytes }) => bytes > 0)) {
        await insertRows(
          target,
          parts.map((part) => csvRows(cells, part)),
          rows,
        );
      }
      loaded += file.rows;
      await undoFile();
    },
    undoFile,
    take: async ({ parts, rows, vectorBytes }) => {
      vectors.atLeast(vectorBytes);
      await insertRows(target, parts, rows);
      loaded += rows;
    },
    forgetAll: async () => {
      loaded = 0;
      await undoFile();
    },
  };
}

async function roomyPart(folder: SpoolFolder, { parts }: FileUnderWay): Promise<SpoolFile> {
  const last = parts.at(-1) as SpoolFile;
  if (last.bytes < PART_BYTES) return last;
  await last.finish();
  const next = await folder.create();
  parts.push(next);
  return next;
}

async function insertRows(target: RowTarget, parts: readonly RowSource[], rows: number): Promise<void> {
  try {
    await target.atomically(async () => {
      let inserted = 0;
      for (const [index, part] of parts.entries()) inserted += await target.insert(part, index);
      if (inserted === rows) return;
      throw new CodedError('SQL_ROW_REFUSED', {
        message: `${target.label}: DuckDB read ${inserted} rows out of a file of ${rows}.`,
      });
    });
  } catch (error) {
    throw aboutTable(error, target.label, isRowError(error) ? 'SQL_ROW_REFUSED' : undefined);
  }
}
