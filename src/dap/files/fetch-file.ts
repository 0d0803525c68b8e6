import { crc32 } from 'node:zlib';
import { joinWith, throwIfAborted } from '../../http/abort.js';
import { ObjectChangedError } from '../errors/job-errors.js';
import { CorruptData } from '../objects/inflate-gzip.js';
import type { ObjectSource } from '../objects/object-source.js';
import { ObjectTries } from '../objects/object-tries.js';
import { StoredBytes, type StoredPosition } from '../objects/stored-bytes.js';
import { contentOf, type FileKind } from './file-content.js';
import { PartFile } from './part-file.js';

/** What an interrupted download left behind: so many bytes under the temporary name, of an object with this tag. */
export interface Leftover {
  readonly bytes: number;
  readonly etag: string;
}

/** An object to fetch to a temporary file. */
export interface FileRequest {
  readonly source: ObjectSource;
  readonly objectId: string;
  readonly partPath: string;
  readonly kind: FileKind;
  /** Writes the content of a gzip file in place of its bytes. */
  readonly decompress: boolean;
  readonly leftover?: Leftover | undefined;
  readonly signal: AbortSignal;
  /** Called when the first bytes of a transfer are here. */
  readonly onBegin?: (stored: StoredBytes) => Promise<void>;
  /** Called with the stored bytes that are here so far, those of an earlier download included. */
  readonly onProgress?: (storedBytes: number) => void;
}

/** Sizes and CRC-32 of a file that was fetched and checked. */
export interface FetchedFile {
  readonly storedBytes: number;
  readonly storedCrc32: number;
  readonly bytes: number;
  readonly crc32: number;
}

/**
 * Fetches an object to its temporary file and checks it to its last byte. A damaged file is fetched again.
 *
 * @throws ObjectCorruptError when it stays damaged; JobLostError, ObjectForbiddenError, NetworkError; CodedError
 * `DAP_FILE`.
 */
export async function fetchFile(request: FileRequest): Promise<FetchedFile> {
  const { source, objectId, signal } = request;
  const tries = new ObjectTries(source, objectId);
  let { leftover } = request;
  for (;;) {
    try {
      return await fetchOnce(request, leftover);
    } catch (error) {
      throwIfAborted(signal);
      const damage = error instanceof ObjectChangedError ? new CorruptData(error.message, { cause: error }) : error;
      // The part that is here already may be what is wrong; it does not count as a try.
      if (leftover === undefined || !(damage instanceof CorruptData)) await tries.next(damage, 0, signal);
      leftover = undefined;
    }
  }
}

async function fetchOnce(request: FileRequest, leftover: Leftover | undefined): Promise<FetchedFile> {
  const { partPath, kind, decompress, signal } = request;
  const part = await PartFile.open(partPath, leftover?.bytes);
  // Ends the transfer of this try, also while it waits for bytes that nobody will take any more.
  const stop = new AbortController();
  const asked = { ...request, signal: joinWith(stop.signal)(signal) };
  const bytes = new ObjectBytes(asked, leftover, decompress ? undefined : part);
  let content = { bytes: 0, crc32: 0 };
  try {
    for await (const chunk of contentOf(bytes.stored(), kind)) {
      content = { bytes: content.bytes + chunk.length, crc32: crc32(chunk, content.crc32) };
      if (decompress) await part.write(chunk);
    }
    await part.sync();
  } finally {
    stop.abort();
    await part.close();
  }
  const { position } = bytes;
  return { storedBytes: position.bytes, storedCrc32: position.crc32, ...content };
}

/** The stored bytes of one try: what is here already, then what the service sends. */
class ObjectBytes {
  readonly #request: FileRequest;
  readonly #leftover: Leftover | undefined;
  readonly #part: PartFile | undefined;
  position: StoredPosition = { bytes: 0, crc32: 0 };

  /** @param part - where the bytes are written as they come. */
  constructor(request: FileRequest, leftover: Leftover | undefined, part: PartFile | undefined) {
    this.#request = request;
    this.#leftover = leftover;
    this.#part = part;
  }

  async *stored(): AsyncGenerator<Buffer, void, void> {
    if (this.#leftover !== undefined) yield* this.#kept(this.#leftover);
    const { source, objectId, signal, onBegin, onProgress } = this.#request;
    const stored = new StoredBytes(source, objectId, { from: this.position, signal });
    let hasBegun = false;
    for await (const chunk of stored.chunks()) {
      if (!hasBegun) await onBegin?.(stored);
      hasBegun = true;
      await this.#part?.write(chunk);
      this.position = stored.position;
      onProgress?.(this.position.bytes);
      yield chunk;
    }
    this.position = stored.position;
  }

  async *#kept({ bytes, etag }: Leftover): AsyncGenerator<Buffer, void, void> {
    for await (const chunk of PartFile.read(this.#request.partPath, bytes)) {
      const { bytes: before, crc32: crc } = this.position;
      this.position = { bytes: before + chunk.length, crc32: crc32(chunk, crc), etag };
      yield chunk;
    }
  }
}
