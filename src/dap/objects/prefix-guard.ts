import { crc32 } from 'node:zlib';

/** The bytes read again differ from those that were delivered before. */
export class PrefixMismatch extends Error {
  override readonly name = 'PrefixMismatch';
}

/** Bytes delivered so far, and their checksum where it is known. */
export interface Prefix {
  readonly bytes: number;
  /** Unknown when an earlier run delivered them. */
  readonly crc?: number;
}

const LINE_FEED = 10;

/**
 * Takes a file from its first byte and lets through only what lies behind a prefix that was delivered
 * before, after making sure that it is the same file.
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
    return { bytes: this.#seen, crc: this.#crc };
  }

  /** True once the prefix is behind. */
  get isPast(): boolean {
    return this.#seen >= this.#prefix.bytes;
  }

  /**
   * The part of `chunk` that is new, possibly empty.
   *
   * @throws PrefixMismatch when the prefix is not the one delivered.
   */
  accept(chunk: Buffer): Buffer {
    if (this.#seen > this.#prefix.bytes) return this.#pass(chunk);
    const skip = Math.min(chunk.length, this.#prefix.bytes - this.#seen);
    this.#pass(chunk.subarray(0, skip));
    this.#lastByte = chunk[skip - 1] ?? this.#lastByte;
    const rest = chunk.subarray(skip);
    if (this.isPast) this.#check(rest.length > 0);
    return this.#pass(rest);
  }

  /** @throws PrefixMismatch when the file ended within the prefix. */
  end(): void {
    if (!this.isPast) throw mismatch();
  }

  #check(isFollowed: boolean): void {
    const { crc } = this.#prefix;
    // An offset of an earlier run lies behind a line's end or at the end of the file, or it is not of this file.
    const isRight = crc === undefined ? !isFollowed || this.#lastByte === LINE_FEED : crc === this.#crc;
    if (!isRight) throw mismatch();
  }

  #pass(bytes: Buffer): Buffer {
    this.#crc = bytes.length === 0 ? this.#crc : crc32(bytes, this.#crc);
    this.#seen += bytes.length;
    return bytes;
  }
}

function mismatch(): PrefixMismatch {
  return new PrefixMismatch('The part delivered before is not a part of this file.');
}
