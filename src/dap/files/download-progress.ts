import type { DapEvent } from '../dap-event.js';
import type { JobHandle } from '../jobs/job-handle.js';
import { PROGRESS_BYTES } from '../limits.js';
import type { ManifestFile } from './manifest.js';

/** Counts what a download has got and tells of it. */
export class DownloadProgress {
  readonly #onEvent: (event: DapEvent) => void;
  readonly #handle: JobHandle;
  readonly #files: number;
  readonly #received = new Map<string, number>();
  readonly #sizes = new Map<string, number>();
  #filesDone: number;
  #storedBytes = 0;
  #toldBytes = 0;
  #knownBytes = 0;

  constructor(onEvent: (event: DapEvent) => void, handle: JobHandle, files: number, done: readonly ManifestFile[]) {
    this.#onEvent = onEvent;
    this.#handle = handle;
    this.#files = files;
    this.#filesDone = done.length;
    for (const { objectId, storedBytes } of done) {
      this.#know(objectId, storedBytes);
      this.#storedBytes += storedBytes;
    }
    this.#tell();
  }

  /** A transfer begins; its size is known where the store tells it. */
  begin(objectId: string, totalBytes: number | undefined): void {
    if (totalBytes !== undefined) this.#know(objectId, totalBytes);
  }

  /** So many stored bytes of a file are here. */
  moved(objectId: string, bytes: number): void {
    this.#storedBytes += bytes - (this.#received.get(objectId) ?? 0);
    this.#received.set(objectId, bytes);
    if (Math.abs(this.#storedBytes - this.#toldBytes) >= PROGRESS_BYTES) this.#tell();
  }

  /** A file is complete. */
  finish(objectId: string, storedBytes: number): void {
    this.#know(objectId, storedBytes);
    this.moved(objectId, storedBytes);
    this.#received.delete(objectId);
    this.#filesDone += 1;
    this.#tell();
  }

  #know(objectId: string, bytes: number): void {
    this.#knownBytes += bytes - (this.#sizes.get(objectId) ?? 0);
    this.#sizes.set(objectId, bytes);
  }

  #tell(): void {
    const { namespace, table, jobId } = this.#handle;
    const known = this.#sizes.size;
    this.#toldBytes = this.#storedBytes;
    this.#onEvent({
      type: 'download',
      namespace,
      table,
      jobId,
      files: this.#files,
      filesDone: this.#filesDone,
      storedBytes: this.#storedBytes,
      expectedBytes: known === 0 ? undefined : Math.ceil((this.#knownBytes / known) * this.#files),
    });
  }
}
