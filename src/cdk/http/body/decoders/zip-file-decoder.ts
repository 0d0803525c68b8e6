import type { BodyDecoder, HttpBody } from '../body-decoder.js';
import { FileBody } from './file-body.js';
import type { FileOptions } from './gzip-file-decoder.js';
import { loadDecoder } from './load-decoder.js';
import { spooled } from './spooled.js';

/** Which files of an archive are read, and how. */
export interface ZipDecoderOptions extends FileOptions {
  /** Decides by its path whether a file is read; by default all are. */
  files?(name: string): boolean;
}

/**
 * Reads the files of a zip archive, one after the other, and hands each to another decoder. The archive is written to a
 * temporary file first, because its table of contents is at its end; the file is removed afterwards, also after a
 * failure. Checksums are verified; encrypted and damaged archives are errors, and so is one of which no file is chosen.
 * Needs the package `yauzl`.
 *
 * @example
 * override readonly decoder = zipFileDecoder(csvDecoder(), { files: (name) => name.endsWith('.csv') });
 */
export function zipFileDecoder<T>(decoder: BodyDecoder<T>, options: ZipDecoderOptions = {}): BodyDecoder<T> {
  return { accept: 'application/zip', decode: (body) => decode(body, decoder, options) };
}

async function* decode<T>(
  body: HttpBody,
  decoder: BodyDecoder<T>,
  { files = () => true, charset }: ZipDecoderOptions,
): AsyncGenerator<readonly T[], void, void> {
  await loadDecoder('yauzl', () => import('yauzl'));
  const { openArchive } = await import('./zip-archive.js');
  await using file = await spooled(body);
  await using archive = await openArchive(file.path, body);
  let count = 0;
  for await (const { name, content } of archive.entries()) {
    if (name.endsWith('/') || !files(name)) continue;
    count += 1;
    yield* decoder.decode(
      new FileBody(body, `is a zip archive whose file ${JSON.stringify(name.slice(0, 200))} `, content(), charset),
    );
  }
  if (count === 0) throw body.error('is a zip archive without a file to read');
}
