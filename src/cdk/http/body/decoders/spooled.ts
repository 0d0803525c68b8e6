import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { HttpBody } from '../body-decoder.js';

/** A body on disk, removed when it is disposed of. */
export interface SpooledBody extends AsyncDisposable {
  readonly path: string;
}

/** Writes a body to a temporary file that only this user can read. */
export async function spooled(body: HttpBody): Promise<SpooledBody> {
  const folder = await mkdtemp(join(tmpdir(), 'airbyte-source-'));
  const remove = async () => await rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, 'body');
    await pipeline(body.bytes(), createWriteStream(path, { mode: 0o600 }));
    return { path, [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
