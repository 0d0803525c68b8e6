import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';

const READ_BYTES = 64 * 1024;

/**
 * Lines on disk, written at the end and read from the start, also while they grow. The file is private and has no
 * name while it is used, so nothing stays behind even if the process is killed. Systems that cannot delete an open
 * file keep its folder until `close`.
 */
export class Spool {
  readonly #file: FileHandle;
  readonly #folder: string;
  #size = 0;

  private constructor(file: FileHandle, folder: string) {
    this.#file = file;
    this.#folder = folder;
  }

  static async create(): Promise<Spool> {
    const folder = await mkdtemp(join(tmpdir(), 'airbyte-parent-'));
    const file = await open(join(folder, 'records.jsonl'), 'wx+', 0o600);
    await removeFolder(folder);
    return new Spool(file, folder);
  }

  /** Appends whole lines. Calls must not overlap. */
  async append(text: string): Promise<void> {
    const bytes = Buffer.from(text, 'utf8');
    let written = 0;
    while (written < bytes.length) {
      written += (await this.#file.write(bytes, written, bytes.length - written, this.#size + written)).bytesWritten;
    }
    this.#size += bytes.length;
  }

  /** Reads from the start; each call of `lines` goes on where the last one ended. */
  reader(): { lines(): AsyncGenerator<string> } {
    const decoder = new StringDecoder('utf8');
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    let at = 0;
    let rest = '';
    const file = this.#file;
    const size = () => this.#size;
    return {
      async *lines() {
        while (at < size()) {
          const { bytesRead } = await file.read(buffer, 0, Math.min(READ_BYTES, size() - at), at);
          if (bytesRead === 0) return;
          at += bytesRead;
          const lines = (rest + decoder.write(buffer.subarray(0, bytesRead))).split('\n');
          rest = lines.pop() ?? '';
          yield* lines;
        }
      },
    };
  }

  async close(): Promise<void> {
    await this.#file.close();
    await removeFolder(this.#folder);
  }
}

async function removeFolder(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true });
  } catch (error) {
    // Windows: the file is open. It is deleted when it is closed.
    if (!['EBUSY', 'EPERM', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
