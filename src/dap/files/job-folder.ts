import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '../../errors.js';
import type { FetchedFile, Leftover } from './fetch-file.js';
import { nameOfContent } from './file-content.js';
import { isAbsent, onFile } from './file-error.js';
import { type JobManifest, MANIFEST_NAME, type ManifestFile, type ManifestJob, readJobManifest } from './manifest.js';
import { ManifestWriter } from './manifest-writer.js';
import { distinctNames } from './safe-name.js';

const PART = '.part';

/** The folder of a job: its files under their final and temporary names, and the manifest. */
export class JobFolder {
  readonly path: string;
  /** Complete files, by object id. */
  readonly files = new Map<string, ManifestFile>();
  readonly #manifest: ManifestWriter;
  readonly #names: ReadonlyMap<string, string>;
  readonly #leftovers: ReadonlyMap<string, Leftover>;

  private constructor(path: string, names: ReadonlyMap<string, string>, found: Found, manifest: ManifestWriter) {
    this.path = path;
    this.#names = names;
    for (const file of found.files) this.files.set(file.objectId, file);
    this.#leftovers = found.leftovers;
    this.#manifest = manifest;
  }

  /**
   * Opens the folder of a job and tidies it up.
   *
   * @param resume - keeps what an interrupted download of the same job left behind
   * @throws CodedError `DAP_FILE`, also when the folder belongs to another job.
   */
  static async open(path: string, objectIds: readonly string[], job: ManifestJob, resume: boolean): Promise<JobFolder> {
    await onFile(path, async () => await mkdir(path, { recursive: true }));
    const ending = job.decompress ? nameOfContent : undefined;
    const names = distinctNames(objectIds, ending, [MANIFEST_NAME]);
    const earlier = resume ? await readEarlier(path, job) : undefined;
    const found = earlier === undefined ? NOTHING : await findKept(path, names, earlier);
    await removeParts(path, new Set([...found.leftovers.keys()].map((id) => `${names.get(id)}${PART}`)));
    const begun = [...found.leftovers.keys()].flatMap((id) => earlier?.begun.get(id) ?? []);
    const first = earlier === undefined ? job : { ...job, startedAt: earlier.job.startedAt };
    return new JobFolder(path, names, found, await ManifestWriter.create(path, [first, ...begun, ...found.files]));
  }

  get manifestPath(): string {
    return this.#manifest.path;
  }

  /** Path of a file. */
  pathOf(objectId: string): string {
    return join(this.path, this.#nameOf(objectId));
  }

  /** Path of a file before it is complete. */
  partPathOf(objectId: string): string {
    return this.pathOf(objectId) + PART;
  }

  /** What an interrupted download left of a file. */
  leftoverOf(objectId: string): Leftover | undefined {
    return this.#leftovers.get(objectId);
  }

  /** The first bytes of a file are here. */
  async begin(objectId: string, etag: string | undefined): Promise<void> {
    const line = { type: 'begin', objectId, name: this.#nameOf(objectId) } as const;
    await this.#manifest.add(etag === undefined ? line : { ...line, etag });
  }

  /** A file is complete and checked: it gets its name. */
  async finish(objectId: string, fetched: FetchedFile, finishedAt: string): Promise<void> {
    const { storedBytes, bytes } = fetched;
    const name = this.#nameOf(objectId);
    const sums = { storedCrc32: hex(fetched.storedCrc32), crc32: hex(fetched.crc32) };
    const line = { type: 'file', objectId, name, storedBytes, bytes, ...sums, finishedAt } as const;
    // In this order: a file that has its name is never fetched again, whenever the program is stopped.
    await this.#manifest.add(line);
    await onFile(this.pathOf(objectId), async () => await rename(this.partPathOf(objectId), this.pathOf(objectId)));
    this.files.set(objectId, line);
  }

  /** Every file is complete. */
  async end(finishedAt: string): Promise<void> {
    const files = [...this.files.values()];
    const storedBytes = files.reduce((sum, file) => sum + file.storedBytes, 0);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    await this.#manifest.add({ type: 'end', files: files.length, storedBytes, bytes, finishedAt });
  }

  async close(): Promise<void> {
    await this.#manifest.close();
  }

  #nameOf(objectId: string): string {
    return this.#names.get(objectId) as string;
  }
}

/** What an earlier download left behind that can be used. */
interface Found {
  readonly files: readonly ManifestFile[];
  readonly leftovers: ReadonlyMap<string, Leftover>;
}

const NOTHING: Found = { files: [], leftovers: new Map() };

/** The manifest of an earlier download; undefined where its files are of no use for this one. */
async function readEarlier(path: string, job: ManifestJob): Promise<JobManifest | undefined> {
  const manifest = await readJobManifest(path);
  if (manifest === undefined) return undefined;
  if (manifest.job.handle.jobId !== job.handle.jobId) {
    throw new CodedError('DAP_FILE', {
      message: `${path}: the folder holds files of job ${manifest.job.handle.jobId}.`,
      details: { path, jobId: job.handle.jobId },
    });
  }
  return manifest.job.decompress === job.decompress ? manifest : undefined;
}

async function findKept(path: string, names: ReadonlyMap<string, string>, earlier: JobManifest): Promise<Found> {
  const files: ManifestFile[] = [];
  const leftovers = new Map<string, Leftover>();
  for (const [objectId, name] of names) {
    const file = earlier.files.get(objectId);
    if (
      file !== undefined &&
      (await isInPlace(join(path, name), earlier.job.decompress ? file.bytes : file.storedBytes))
    ) {
      files.push(file);
      continue;
    }
    const etag = earlier.begun.get(objectId)?.etag;
    // What was inflated does not tell how far the download was.
    if (etag === undefined || earlier.job.decompress) continue;
    const bytes = await sizeOf(join(path, name + PART));
    if (bytes !== undefined && bytes > 0) leftovers.set(objectId, { bytes, etag });
  }
  return { files, leftovers };
}

/** Whether a complete file is there. One whose name was about to be given gets it. */
async function isInPlace(path: string, bytes: number): Promise<boolean> {
  if ((await sizeOf(path)) === bytes) return true;
  if ((await sizeOf(path + PART)) !== bytes) return false;
  await onFile(path, async () => await rename(path + PART, path));
  return true;
}

async function sizeOf(path: string): Promise<number | undefined> {
  return await onFile(path, async () => {
    try {
      return (await stat(path)).size;
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  });
}

async function removeParts(path: string, kept: ReadonlySet<string>): Promise<void> {
  await onFile(path, async () => {
    const parts = (await readdir(path)).filter((name) => name.endsWith(PART) && !kept.has(name));
    for (const name of parts) await rm(join(path, name));
  });
}

function hex(crc: number): string {
  return crc.toString(16).padStart(8, '0');
}
