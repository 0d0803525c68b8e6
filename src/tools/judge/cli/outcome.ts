import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Finished } from '../run-program.js';

/** What is left when a command has ended. */
export interface Outcome {
  /** Exit code; `signal` where there is none. */
  readonly exit: string;
  /** Lines of standard output that are not blank. */
  readonly stdout: string;
  /** What {@link contentOf} says of each file, by its path. */
  readonly files: ReadonlyMap<string, string>;
  /** All that was written for people, to look for secrets in. */
  readonly texts: string;
}

/** Describes how a run in `folder` ended. */
export function outcomeOf({ exitCode, stdout, stderr }: Finished, folder: string): Outcome {
  const lines = stdout.split('\n').filter((line) => line.trim() !== '');
  return {
    exit: exitCode === undefined ? 'signal' : String(exitCode),
    stdout: lines.join('\n').replace(/^dap \d+\.\d+\.\d+$/m, 'dap <version>'),
    files: filesOf(folder),
    texts: stdout + stderr,
  };
}

/** Every file below a folder, with its content as a digest. */
function filesOf(folder: string): ReadonlyMap<string, string> {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return new Map(found.map((path) => [relative(folder, path), contentOf(path)]));
}

/** Size and digest of what a file holds, unpacked; `damaged` where it cannot be unpacked to its end. */
function contentOf(path: string): string {
  const stored = readFileSync(path);
  try {
    const bytes = path.endsWith('.gz') ? gunzipSync(stored) : stored;
    return `${bytes.length} bytes ${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}`;
  } catch {
    return 'damaged';
  }
}
