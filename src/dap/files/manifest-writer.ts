import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { onFile } from './file-error.js';
import { MANIFEST_NAME, type ManifestLine } from './manifest.js';
import { writeWholeFile } from './write-whole-file.js';

/** Adds lines to a manifest, one after the other. */
export class ManifestWriter {
  readonly path: string;
  readonly #file: FileHandle;
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  /** Writes a manifest of `lines`, in place of an earlier one. */
  static async create(folder: string, lines: readonly ManifestLine[]): Promise<ManifestWriter> {
    const path = join(folder, MANIFEST_NAME);
    await writeWholeFile(path, lines.map(toText).join(''));
    return new ManifestWriter(path, await onFile(path, async () => await open(path, 'a')));
  }

  /** Resolves when the line is written. */
  async add(line: ManifestLine): Promise<void> {
    const write = async () => await onFile(this.path, async () => await this.#file.appendFile(toText(line)));
    const written = this.#writing.then(write, write);
    this.#writing = written.catch(() => undefined);
    await written;
  }

  /** Everything is on the disk; no more lines. */
  async close(): Promise<void> {
    await this.#writing;
    try {
      await onFile(this.path, async () => await this.#file.sync());
    } finally {
      await this.#file.close();
    }
  }
}

function toText(line: ManifestLine): string {
  return `${JSON.stringify(line)}\n`;
}
