import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasCode } from '../util/has-code.js';
import type { Micros } from './instant.js';
import { formatInstant, MICROS_PER_DAY, parseInstant } from './instant.js';

/** The folder of generated files. */
export interface DataDir {
  readonly path: string;
  /** Removes it, if it was made for this run. */
  close(): Promise<void>;
}

/** Opens the given folder, or a temporary one. */
export async function openDataDir(given: string | undefined): Promise<DataDir> {
  if (given !== undefined) {
    await mkdir(given, { recursive: true });
    await removeLeftovers(given);
    return { path: given, close: async () => {} };
  }
  const path = await mkdtemp(join(tmpdir(), 'dap-emulator-'));
  return { path, close: () => rm(path, { recursive: true, force: true }) };
}

/** A killed run leaves its temporary files behind; files untouched for two days are not in use any more. */
const LEFTOVER_MS = 2 * 86_400_000;

async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith('run-')) continue;
    const path = join(folder, name);
    const { mtimeMs } = await stat(path);
    if (mtimeMs < Date.now() - LEFTOVER_MS) await rm(path, { recursive: true, force: true });
  }
}

/** Files older than this are written again, so that rows never look stale. */
const KEPT_DAYS = 7;

/**
 * Instant of the newest commit at the start. A kept folder remembers it: with the same instant the rows are the same,
 * and the files of an earlier run fit.
 */
export async function baseInstant(dir: DataDir, now: Micros, fixed: boolean): Promise<Micros> {
  if (fixed) return now;
  const path = join(dir.path, 'base-instant.txt');
  const kept = parseInstant((await readIfThere(path)).trim());
  if (kept !== undefined && kept <= now && kept > now - KEPT_DAYS * MICROS_PER_DAY) return kept;
  await writeFile(path, `${formatInstant(now)}\n`);
  return now;
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  }
}
