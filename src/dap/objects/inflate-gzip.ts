import { createGunzip, type Gunzip } from 'node:zlib';

/** The bytes are no complete, intact gzip file. */
export class CorruptData extends Error {
  override readonly name = 'CorruptData';
}

/** Size of output buffers: with the default of 16 KiB inflating takes twice the time; larger ones only take memory. */
const OUTPUT_BYTES = 256 * 1024;
/** Input gathered before a step of the inflater, which crosses threads each time. */
const INPUT_BYTES = 128 * 1024;

/**
 * Inflates a gzip file of one member or several. Memory stays bounded: input is asked for as output is taken.
 * Leaving the loop early frees the inflater at once.
 *
 * @throws CorruptData when the file is empty, ends early, fails its checksum or is followed by anything else;
 * whatever `source` throws.
 */
export async function* inflateGzip(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  const gunzip = createGunzip({ chunkSize: OUTPUT_BYTES });
  // After the loop below has ended nobody listens, and a late error would end the process.
  gunzip.on('error', () => undefined);
  const feeding = feed(gunzip, source);
  feeding.catch((error: Error) => gunzip.destroy(error));
  try {
    for await (const chunk of gunzip) yield chunk;
    const fedBytes = await feeding;
    if (fedBytes === 0) throw new CorruptData('it is empty');
    if (gunzip.bytesWritten < fedBytes) throw new CorruptData('something else follows its end');
  } catch (error) {
    throw isZlibError(error) ? new CorruptData(error.message, { cause: error }) : error;
  } finally {
    gunzip.destroy();
  }
}

/** Writes all of `source`; resolves with the number of bytes. */
async function feed(gunzip: Gunzip, source: AsyncIterable<Buffer>): Promise<number> {
  let fedBytes = 0;
  let gathered: Buffer[] = [];
  let gatheredBytes = 0;
  const write = async () => {
    const bytes = gathered.length === 1 && gathered[0] !== undefined ? gathered[0] : Buffer.concat(gathered);
    gathered = [];
    gatheredBytes = 0;
    fedBytes += bytes.length;
    if (bytes.length > 0 && !gunzip.write(bytes)) await roomOrEnd(gunzip);
  };
  for await (const chunk of source) {
    if (isOver(gunzip)) break;
    gathered.push(chunk);
    gatheredBytes += chunk.length;
    if (gatheredBytes >= INPUT_BYTES) await write();
  }
  if (isOver(gunzip)) return fedBytes + gatheredBytes;
  await write();
  gunzip.end();
  return fedBytes;
}

function isOver(gunzip: Gunzip): boolean {
  return gunzip.destroyed || gunzip.readableEnded;
}

/** Resolves when the inflater takes more, or never will again. */
async function roomOrEnd(gunzip: Gunzip): Promise<void> {
  if (isOver(gunzip)) return;
  const events = ['drain', 'end', 'close', 'error'] as const;
  await new Promise<void>((resolve) => {
    const settle = () => {
      for (const event of events) gunzip.off(event, settle);
      resolve();
    };
    for (const event of events) gunzip.on(event, settle);
  });
}

function isZlibError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');
}
