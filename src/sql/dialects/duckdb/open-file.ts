import { createHash } from 'node:crypto';
import { realpath, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Connection } from './connection.js';
import { CurrentInstance, openRestricted, recover } from './current-instance.js';
import { toFileError } from './file-errors.js';
import type { MemoryBounds, MemoryLimit } from './memory.js';
import { DEFAULT_KEYLESS_ROWS, DEFAULT_MEMORY_LIMIT, type DuckdbSettings, halfOfMemory } from './settings.js';
import { openSpoolFolder, type SpoolFolder } from './spool.js';

/** A file of DuckDB, shared by all that use it in this process. */
export interface SharedFile {
  /** The name that DuckDB gives the database. */
  readonly catalog: string;
  readonly spool: SpoolFolder;
  /** See {@link DuckdbSettings.keylessRows}. */
  readonly keylessRows: number;
  /** The limit of the file as it is open now. */
  readonly memory: MemoryLimit;
  /** A file that was lost by a failure is opened again for it; connections from before are of no use then. */
  connect(): Promise<Connection>;
  /** Sees to it that work that failed can succeed if it begins again, and says how; undefined when it cannot. */
  recover(error: unknown): string | undefined;
  /** Runs one thing at a time: heavy statements share the memory, and changes of the catalogue would collide. */
  exclusive<T>(act: () => Promise<T>): Promise<T>;
  /** Who is at work on a table, by its name. */
  readonly locks: Map<string, string>;
  /** Files that are being added to a stage, by stage and place; each settles when its session has ended it. */
  readonly staging: Map<string, Promise<void>>;
  /** Gives the file back; the last one closes it. */
  release(): Promise<void>;
}

interface OpenFile extends Omit<SharedFile, 'release'> {
  close(): Promise<void>;
}

interface Entry {
  users: number;
  readonly opening: Promise<OpenFile>;
  closing?: Promise<void>;
}

/** A second instance of a file in one process would damage it: the lock of the file is the process's. */
const entries = new Map<string, Entry>();

/** Opens a file, or joins those that have it open. The settings of the first count. */
export async function openFile(settings: DuckdbSettings): Promise<SharedFile> {
  const path = await fullPath(settings.path);
  let entry = entries.get(path);
  while (entry?.closing !== undefined) {
    await entry.closing.catch(() => undefined);
    entry = entries.get(path);
  }
  entry ??= { users: 0, opening: open(path, settings) };
  entries.set(path, entry);
  return await joinEntry(path, entry);
}

async function joinEntry(path: string, entry: Entry): Promise<SharedFile> {
  entry.users += 1;
  try {
    const file = await entry.opening;
    return sharedFile(
      file,
      once(() => leave(path, entry, file)),
    );
  } catch (error) {
    if (entries.get(path) === entry) entries.delete(path);
    throw error;
  }
}

/** The same file, with the end of one of its users; its instance may change. */
function sharedFile(file: OpenFile, release: () => Promise<void>): SharedFile {
  return Object.create(file, { release: { value: release, enumerable: true } }) as SharedFile;
}

async function leave(path: string, entry: Entry, file: OpenFile): Promise<void> {
  entry.users -= 1;
  if (entry.users > 0) return;
  entry.closing = (async () => {
    try {
      await file.close();
    } finally {
      entries.delete(path);
    }
  })();
  await entry.closing;
}

async function open(path: string, settings: DuckdbSettings): Promise<OpenFile> {
  const spoolPath = privateFolder(path, settings.spoolFolder);
  const temporary = settings.temporaryFolder;
  const temporaryPath = temporary === undefined ? join(spoolPath, 'temp') : privateFolder(path, temporary);
  const beforeStatement = settings.onStatement ?? (() => undefined);
  const config = configOf(settings, temporaryPath);
  const start = (memory: MemoryBounds) => openRestricted(path, { config, memory, beforeStatement }, spoolPath);
  const instance = await start(boundsOf(settings));
  try {
    if (temporary !== undefined) await rm(temporaryPath, { recursive: true, force: true });
    const spool = await openSpoolFolder(spoolPath);
    const keylessRows = settings.keylessRows ?? DEFAULT_KEYLESS_ROWS;
    const shared = { spool, keylessRows, exclusive: createQueue(), locks: new Map(), staging: new Map() };
    return openFileOf(new CurrentInstance(instance, start), shared);
  } catch (error) {
    await instance.close();
    throw error;
  }
}

function openFileOf(
  current: CurrentInstance,
  shared: Pick<SharedFile, 'spool' | 'keylessRows' | 'exclusive' | 'locks' | 'staging'>,
): OpenFile {
  return {
    ...shared,
    get catalog() {
      return current.instance.catalog;
    },
    get memory() {
      return current.instance.memory;
    },
    connect: async () => await (await current.sound()).connect(),
    recover: (error) => recover(current.instance.memory, error),
    close: async () => {
      try {
        await rm(shared.spool.path, { recursive: true, force: true });
      } finally {
        await current.instance.close();
      }
    },
  };
}

function configOf(settings: DuckdbSettings, temporaryPath: string): Readonly<Record<string, string>> {
  const threads = settings.threads ?? 1;
  return {
    threads: String(threads),
    // One thread reads in order anyway; several must keep it, or the last of two rows could not be told.
    preserve_insertion_order: String(threads > 1),
    temp_directory: temporaryPath,
    // Freed memory goes back to the system at once: kept for later, it came to a third of the process.
    allocator_flush_threshold: '1MB',
    allocator_bulk_deallocation_flush_threshold: '1MB',
    // A commit writes the file itself and not its log: the log of a primary key is built in memory, beyond the limit.
    checkpoint_threshold: '1KB',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_unsigned_extensions: 'false',
  };
}

function boundsOf({ memoryLimit, mostMemory }: DuckdbSettings): MemoryBounds {
  const usual = memoryLimit ?? DEFAULT_MEMORY_LIMIT;
  return { usual, most: Math.max(usual, mostMemory ?? halfOfMemory()) };
}

async function fullPath(path: string): Promise<string> {
  const absolute = resolve(path);
  try {
    return await realpath(absolute).catch(async () => join(await realpath(dirname(absolute)), basename(absolute)));
  } catch (error) {
    throw toFileError(error, absolute);
  }
}

/** A folder that no other database uses. */
function privateFolder(path: string, folder: string | undefined): string {
  if (folder === undefined) return `${path}.spool`;
  const digest = createHash('sha256').update(path).digest('hex').slice(0, 16);
  return join(resolve(folder), `dap-duckdb-${digest}`);
}

function createQueue(): SharedFile['exclusive'] {
  let last: Promise<unknown> = Promise.resolve();
  return (act) => {
    const run = last.then(act, act);
    last = run.catch(() => undefined);
    return run;
  };
}

function once(act: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => {
    result ??= act();
    return result;
  };
}
