import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toFileError } from './file-errors.js';

/** A private folder for files that wait until they are verified. */
export interface SpoolFolder {
  readonly path: string;
  create(): Promise<SpoolFile>;
}

/** Rows of one file of DAP, or a part of them. */
export interface SpoolFile {
  readonly path: string;
  /** No line of the file is longer. */
  readonly longestLine: number;
  readonly bytes: number;
  append(bytes: Uint8Array): Promise<void>;
  /** Ends the writing. */
  finish(): Promise<void>;
  /** Harmless when it is gone already. */
  remove(): Promise<void>;
}

/**
 * Makes the folder again: what lies in it was left by a process that died, because the file of the database, which only
 * one process can hold, is locked by then.
 *
 * @throws CodedError `SQL_DISK_FULL`, `SQL_PERMISSION`, `SQL_CONNECTION`
 */
export async function openSpoolFolder(path: string): Promise<SpoolFolder> {
  let count = 0;
  await attempt(path, async () => {
    await rm(path, { recursive: true, force: true });
    await mkdir(path, { recursive: true, mode: 0o700 });
  });
  return {
    path,
    create: async () => {
      count += 1;
      return await createSpoolFile(join(path, `${count}.csv`));
    },
  };
}

async function createSpoolFile(path: string): Promise<SpoolFile> {
  const handle = await attempt(path, () => open(path, 'wx', 0o600));
  let longestLine = 0;
  let written = 0;
  let isOpen = true;
  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    await handle.close();
  };
  return {
    path,
    get longestLine() {
      return longestLine;
    },
    get bytes() {
      return written;
    },
    append: async (bytes) => {
      longestLine = Math.max(longestLine, bytes.byteLength);
      await attempt(path, () => writeAll(handle, bytes));
      written += bytes.byteLength;
    },
    finish: () => attempt(path, close),
    remove: async () => {
      await close();
      await rm(path, { force: true });
    },
  };
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let offset = 0;
  while (offset < bytes.byteLength) {
    const { bytesWritten } = await handle.write(bytes, offset, bytes.byteLength - offset);
    offset += bytesWritten;
  }
}

async function attempt<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw toFileError(error, path);
  }
}
