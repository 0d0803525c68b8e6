import type { BodyDecoder, HttpBody } from '../body-decoder.js';
import { FileBody } from './file-body.js';

/** What is in a packed file. */
export interface FileOptions {
  /** The charset of the text inside. Default UTF-8, or what a byte order mark says. */
  readonly charset?: string;
}

/**
 * Reads a gzip file, all of its members, and hands its content to another decoder. The checksum is verified; a file
 * that ends early is an error. This is for files; the coding of an answer (`Content-Encoding`) is removed anyway.
 *
 * @example
 * override readonly decoder = gzipFileDecoder(csvDecoder());
 */
export function gzipFileDecoder<T>(decoder: BodyDecoder<T>, options: FileOptions = {}): BodyDecoder<T> {
  return {
    accept: 'application/gzip',
    decode: (body) =>
      decoder.decode(new FileBody(body, 'is a gzip file whose content ', unpacked(body), options.charset)),
  };
}

/** zlib is loaded with the first file: `spec` and `discover` do without. */
async function* unpacked(body: HttpBody): AsyncGenerator<Uint8Array, void, void> {
  const { createGunzip } = await import('node:zlib');
  const { inflated } = await import('../content-coding.js');
  const damaged = (cause: unknown) => body.error('is not a whole gzip file', { cause, isPassing: true });
  yield* inflated(body.bytes(), createGunzip(), damaged);
}
