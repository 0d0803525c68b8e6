import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import type { HttpBody } from '../body-decoder.js';

/** A file of an archive. Its content is to be read, or left alone, before the next one is asked for. */
export interface ArchiveEntry {
  readonly name: string;
  /** @throws BodyError when the file is encrypted or damaged. */
  content(): AsyncGenerator<Uint8Array, void, void>;
}

/** An open archive, closed when it is disposed of. */
export interface Archive extends AsyncDisposable {
  entries(): AsyncGenerator<ArchiveEntry, void, void>;
}

/** @throws BodyError when `path` is not a zip archive. */
export async function openArchive(path: string, body: HttpBody): Promise<Archive> {
  const damaged = (cause: unknown) => body.error('is not a whole zip archive', { cause, isPassing: true });
  const file = await openPromise(path, { lazyEntries: true, autoClose: false }).catch((cause: unknown) => {
    throw damaged(cause);
  });
  return {
    entries: () => entriesOf(file, body, damaged),
    [Symbol.asyncDispose]: async () => file.close(),
  };
}

async function* entriesOf(
  file: ZipFile,
  body: HttpBody,
  damaged: (cause: unknown) => Error,
): AsyncGenerator<ArchiveEntry, void, void> {
  const entries = file.eachEntry()[Symbol.asyncIterator]();
  for (;;) {
    const next = await entries.next().catch((cause: unknown) => {
      throw damaged(cause);
    });
    if (next.done === true) return;
    const entry = next.value;
    yield { name: entry.fileName, content: () => contentOf(file, entry, body, damaged) };
  }
}

async function* contentOf(
  file: ZipFile,
  entry: Entry,
  body: HttpBody,
  damaged: (cause: unknown) => Error,
): AsyncGenerator<Uint8Array, void, void> {
  if (entry.isEncrypted())
    throw body.error(`is a zip archive with an encrypted file, ${JSON.stringify(entry.fileName.slice(0, 200))}`);
  let sum = 0;
  try {
    const stream = await file.openReadStreamPromise(entry);
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      sum = crc32(chunk, sum);
      yield chunk;
    }
  } catch (cause) {
    throw damaged(cause);
  }
  // The library compares sizes only.
  if (sum !== entry.crc32) throw damaged(new Error('The checksum of a file is wrong.'));
}
