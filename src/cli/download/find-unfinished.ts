import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  compareOrigins,
  type JobHandle,
  type JobManifest,
  type Origin,
  readJobManifest,
  type TableQuery,
  type TableRef,
} from '../../dap/index.js';
import { hasCode } from '../../util/has-code.js';

const JOB_FOLDER = /^job_/;

/**
 * The job of a query whose download into this folder was interrupted. The newest one if there are several; undefined
 * if there is none.
 */
export async function findUnfinished(
  outputDirectory: string,
  ref: TableRef,
  query: TableQuery,
  origin: Origin,
): Promise<JobHandle | undefined> {
  const found: JobManifest[] = [];
  for (const name of await jobFolders(outputDirectory)) {
    const manifest = await readJobManifest(join(outputDirectory, name));
    if (manifest !== undefined && manifest.end === undefined) found.push(manifest);
  }
  return found
    .map(({ job }) => job.handle)
    .filter((handle) => isSameQuery(handle, ref, query) && compareOrigins(handle.origin, origin) !== 'foreign')
    .sort((a, b) => (a.submittedAt < b.submittedAt ? 1 : -1))[0];
}

async function jobFolders(outputDirectory: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(outputDirectory, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory() && JOB_FOLDER.test(entry.name)).map(({ name }) => name);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

function isSameQuery(handle: JobHandle, { namespace, table }: TableRef, query: TableQuery): boolean {
  return handle.namespace === namespace && handle.table === table && keyOf(handle.query) === keyOf(query);
}

function keyOf(query: TableQuery): string {
  const { format, mode, since, until } = { since: undefined, until: undefined, ...query };
  return JSON.stringify([format, mode, since, until]);
}
