import { Readable } from 'node:stream';
import type { Blob } from '../blobs.js';
import { readBlob } from '../blobs.js';
import { ENCODINGS } from '../encode/encodings.js';
import type { FaultSpec } from '../faults.js';
import type { Job } from '../jobs.js';
import type { ServerState } from '../server-state.js';
import type { ByteRange } from './range.js';

/** An empty gzip member: in front of a file it moves every byte and changes no row. */
const EMPTY_MEMBER = Buffer.from('1f8b080000000000000303000000000000000000', 'hex').subarray(0, 20);

/** A file that is not gzip gets no such member: only its ETag changes. */
const NOTHING = Buffer.alloc(0);

/** A file as this request sees it, faults of the store applied. */
export interface ServedFile {
  readonly bytes: number;
  readonly etag: string;
  /** The bytes of a part of it. */
  read(range: ByteRange): Readable;
  readonly fault: string | undefined;
}

/** Applies the faults that change a file itself: changed, short or corrupt. */
export function serveFile(state: ServerState, job: Job, blob: Blob): ServedFile {
  if (state.faults.strike('objectChanged', job) !== undefined) {
    return changedFile(blob, ENCODINGS[job.query.format].kind === 'text' ? EMPTY_MEMBER : NOTHING);
  }
  const short = state.faults.strike('objectShortAtRest', job);
  if (short !== undefined) return shortFile(blob, short);
  const corrupt = state.faults.strike('objectCorrupt', job) !== undefined;
  return {
    bytes: blob.bytes,
    etag: blob.etag,
    read: (range) => (corrupt ? corruptRead(blob, range) : read(blob, range)),
    fault: corrupt ? 'objectCorrupt' : undefined,
  };
}

function read(blob: Blob, range: ByteRange): Readable {
  return range.end < range.start ? Readable.from([]) : readBlob(blob, range.start, range.end);
}

function shortFile(blob: Blob, fault: FaultSpec): ServedFile {
  const bytes = Math.min(fault.after ?? Math.floor(blob.bytes / 2), blob.bytes - 1);
  return { bytes, etag: `"s${blob.etag.slice(2)}`, read: (range) => read(blob, range), fault: 'objectShortAtRest' };
}

function changedFile(blob: Blob, lead: Buffer): ServedFile {
  const moved = lead.length;
  return {
    bytes: blob.bytes + moved,
    etag: `"changed-${blob.etag.slice(1)}`,
    read: (range) => Readable.from(changedRead(blob, range, lead)),
    fault: 'objectChanged',
  };
}

async function* changedRead(blob: Blob, range: ByteRange, lead: Buffer): AsyncGenerator<Buffer> {
  const moved = lead.length;
  if (range.start < moved) yield lead.subarray(range.start, Math.min(moved, range.end + 1));
  const rest = { start: Math.max(0, range.start - moved), end: range.end - moved };
  for await (const chunk of read(blob, rest)) yield chunk as Buffer;
}

/** Flips one bit in the middle of the file, independent of the requested part. */
function corruptRead(blob: Blob, range: ByteRange): Readable {
  const victim = Math.floor(blob.bytes / 2);
  return Readable.from(
    (async function* () {
      let at = range.start;
      for await (const chunk of read(blob, range)) {
        const bytes = Buffer.from(chunk as Buffer);
        const place = victim - at;
        if (place >= 0 && place < bytes.length) bytes[place] = (bytes[place] ?? 0) ^ 0x10;
        at += bytes.length;
        yield bytes;
      }
    })(),
  );
}
