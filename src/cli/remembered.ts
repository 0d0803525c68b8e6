import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { compareInstants, compareOrigins, isInstant, type Origin, type TableRef } from '../dap/index.js';
import { CodedError } from '../errors.js';
import { hasCode } from '../util/has-code.js';
import { replaceFile } from '../util/replace-file.js';

/** Folder of the output folder that holds what is remembered. */
const FOLDER = '.dap-since';

const rememberedSchema = z.object({
  origin: z.object({ url: z.string(), client: z.string(), scope: z.string().optional() }),
  namespace: z.string(),
  table: z.string(),
  since: z.string().refine(isInstant),
});

/** Up to where the files of an output folder tell what became of a table. */
type Remembered = z.output<typeof rememberedSchema>;

/** A download that is complete: of a snapshot, or of the changes since an instant. */
export interface CompletedDownload extends TableRef {
  readonly origin: Origin;
  /** Absent for a snapshot. */
  readonly since?: string | undefined;
  /** `at` of a snapshot, `until` of changes. */
  readonly timestamp: string;
}

/** Where `--since last` continues. */
export interface Recalled {
  readonly since: string;
  /** True if the files were downloaded with another client ID: a renewed key, or the key of another account. */
  readonly isOtherKey: boolean;
}

/**
 * The instant from which `--since last` continues a table.
 *
 * @throws CodedError `DAP_SINCE_UNKNOWN` when no download of the table into this folder was completed.
 */
export async function recallSince(outputDirectory: string, ref: TableRef, origin: Origin): Promise<Recalled> {
  const found = await read(outputDirectory, ref);
  if (found === undefined) {
    throw unknown(ref, `no complete download of ${ref.namespace}.${ref.table} is known in ${outputDirectory}`);
  }
  const relation = compareOrigins(found.origin, origin);
  if (relation === 'foreign') {
    throw unknown(ref, `the files of ${ref.namespace}.${ref.table} in ${outputDirectory} come from another account`);
  }
  return { since: found.since, isOtherKey: relation === 'other-key' };
}

/**
 * Remembers the instant from which the changes of a table continue. A snapshot always sets it. Changes move it forward
 * if they join what is there, and never leave a gap behind.
 *
 * @returns false if the download does not join what is remembered, which was left as it is.
 */
export async function rememberSince(outputDirectory: string, download: CompletedDownload): Promise<boolean> {
  const { origin, namespace, table, since, timestamp } = download;
  const known = await read(outputDirectory, download);
  if (since !== undefined && known !== undefined && compareOrigins(known.origin, origin) !== 'foreign') {
    const leavesGap = compareInstants(since, known.since) > 0;
    const gained = compareInstants(timestamp, known.since);
    if (gained === 0) return true;
    if (leavesGap || gained < 0) return false;
  }
  const remembered: Remembered = { origin, namespace, table, since: timestamp };
  const path = pathOf(outputDirectory, download);
  await removeLeftovers(path);
  await replaceFile(path, `${JSON.stringify(remembered)}\n`, `${path}.${process.pid}.part`);
  return true;
}

/** Removes what processes that were killed in the middle of a write have left. */
async function removeLeftovers(path: string): Promise<void> {
  const name = basename(path);
  for (const entry of await readdir(dirname(path)).catch(() => [])) {
    const [, pid] = /^\.(\d+)\.part$/.exec(entry.startsWith(name) ? entry.slice(name.length) : '') ?? [];
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(dirname(path), entry), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function read(outputDirectory: string, ref: TableRef): Promise<Remembered | undefined> {
  const path = pathOf(outputDirectory, ref);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  const parsed = rememberedSchema.safeParse(jsonOrNull(text));
  if (parsed.success) return parsed.data;
  throw unknown(ref, `${path} is damaged`);
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** One file a table, so that runs on different tables do not disturb each other. */
function pathOf(outputDirectory: string, { namespace, table }: TableRef): string {
  return join(outputDirectory, FOLDER, `${encodeURIComponent(`${namespace}.${table}`)}.json`);
}

function unknown({ namespace, table }: TableRef, what: string): CodedError {
  return new CodedError('DAP_SINCE_UNKNOWN', {
    message: `There is no instant to continue from: ${what}.`,
    details: { namespace, table },
  });
}
