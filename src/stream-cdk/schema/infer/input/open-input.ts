import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CodedError, errorText } from '../../../../errors.js';

/** An input that was begun: what it is called, how it begins, and all of it. */
export interface OpenInput {
  /** Path of the file, or `standard input`. */
  readonly name: string;
  readonly head: Buffer;
  readonly chunks: AsyncIterable<Buffer>;
}

/** Bytes that are looked at to tell the format. */
const HEAD_BYTES = 65_536;

/**
 * Opens a file; one that is compressed by gzip is unpacked, whatever it is called.
 *
 * @throws CodedError `TOOL_INPUT`, at once or while it is read, when it cannot be read or unpacked.
 */
export async function openFile(path: string): Promise<OpenInput> {
  return await open(path, withName(path, createReadStream(path)));
}

/** As {@link openFile}, for bytes that come from elsewhere. */
export async function openStream(input: AsyncIterable<Buffer>): Promise<OpenInput> {
  return await open('standard input', input);
}

async function open(name: string, input: AsyncIterable<Buffer>): Promise<OpenInput> {
  const packed = await peek(input, 2);
  const isGzip = packed.head[0] === 0x1f && packed.head[1] === 0x8b;
  const plain = isGzip ? withName(name, unpack(packed.chunks)) : packed.chunks;
  return { name, ...(await peek(plain, HEAD_BYTES)) };
}

/** Whoever reads it gets what goes wrong before it, too. */
function unpack(chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const gunzip = createGunzip();
  pipeline(Readable.from(chunks), gunzip, () => {});
  return gunzip;
}

async function* withName(name: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* chunks;
  } catch (error) {
    throw new CodedError('TOOL_INPUT', { message: `${name} cannot be read: ${errorText(error)}.`, cause: error });
  }
}

/** The first bytes, at least `size` of them if there are as many, and all bytes. */
async function peek(
  input: AsyncIterable<Buffer>,
  size: number,
): Promise<{ readonly head: Buffer; readonly chunks: AsyncIterable<Buffer> }> {
  const iterator = input[Symbol.asyncIterator]();
  const first: Buffer[] = [];
  let length = 0;
  while (length < size) {
    const next = await iterator.next();
    if (next.done === true) break;
    first.push(next.value);
    length += next.value.length;
  }
  async function* chunks(): AsyncGenerator<Buffer> {
    yield* first.splice(0);
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  }
  return { head: Buffer.concat(first), chunks: chunks() };
}
