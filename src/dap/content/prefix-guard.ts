import { crc32 } from 'node:zlib';

/** The beginning of a file's content that was delivered before. */
export interface Prefix {
  /** Decompressed bytes, up to the end of a record. */
  readonly bytes: number;
  /** CRC-32 of these bytes; undefined where an older version of the state did not keep it. */
  readonly crc32: number | undefined;
}

/** Nothing was delivered before. */
export const NO_PREFIX: Prefix = { bytes: 0, crc32: 0 };

/** The bytes read again differ from those that were delivered before. */
export class PrefixMismatch extends Error {
  override readonly name = 'PrefixMismatch';
}

/** A part of a chunk that was not delivered before. */
export interface FreshPart {
  readonly bytes: Buffer;
  /** Content bytes before it, and their checksum. */
  readonly before: { readonly bytes: number; readonly crc32: number };
}

const LINE_FEED = 10;

/**
 * Takes the whole records of a file from its first byte on and lets through only what lies behind the prefix that was
 * delivered before, after making sure that it is the same.
 */
export class PrefixGuard {
  readonly #prefix: Prefix;
  #seen = 0;
  #crc = 0;
  #lastByte = LINE_FEED;

  constructor(prefix: Prefix) {
    this.#prefix = prefix;
  }

  /** Everything that passed, let through or not: the prefix of the next try. */
  get passed(): Prefix {
    return { bytes: this.#seen, crc32: this.#crc };
  }

  /** True once the prefix is behind. */
  get isPast(): boolean {
    return this.#seen >= this.#prefix.bytes;
  }

  /**
   * @param length - bytes of `chunk` that the file has: the last record may have got a line feed.
   * @returns the part of `chunk` that is fresh; undefined where it has none.
   * @throws PrefixMismatch when the prefix is not the one delivered.
   */
  accept(chunk: Buffer, length: number): FreshPart | undefined {
    const skip = Math.max(0, Math.min(length, this.#prefix.bytes - this.#seen));
    if (skip > 0 || this.#seen === this.#prefix.bytes) {
      this.#pass(chunk.subarray(0, skip));
      this.#lastByte = chunk[skip - 1] ?? this.#lastByte;
      if (this.isPast) this.#check(skip < length);
    }
    if (skip === length) return undefined;
    const before = { bytes: this.#seen, crc32: this.#crc };
    this.#pass(chunk.subarray(skip, length));
    return { bytes: chunk.subarray(skip), before };
  }

  /** @throws PrefixMismatch when the file ended within the prefix. */
  end(): void {
    if (!this.isPast) throw mismatch();
  }

  #check(isFollowed: boolean): void {
    const { crc32: expected } = this.#prefix;
    // Without a checksum, all that can be said is that the prefix ends behind a record.
    const isRight = expected === undefined ? !isFollowed || this.#lastByte === LINE_FEED : expected === this.#crc;
    if (!isRight) throw mismatch();
  }

  #pass(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#crc = crc32(bytes, this.#crc);
    this.#seen += bytes.length;
  }
}

function mismatch(): PrefixMismatch {
  return new PrefixMismatch('The part delivered before is not a part of this file.');
}
