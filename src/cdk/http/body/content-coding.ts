import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import type { BodyErrorOptions } from './body-error.js';
import { peek } from './peek.js';

/** The codings that {@link withoutCodings} removes, for the request. */
export const ACCEPTED_CODINGS = 'gzip, deflate, br';

/** Servers use one; more than this is an attack. */
const MAX_CODINGS = 5;

const CODINGS: Readonly<Record<string, (head: Buffer) => Duplex>> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  br: () => createBrotliDecompress(),
  deflate: (head) => (isZlib(head) ? createInflate() : createInflateRaw()),
};

type Fail = (what: string, options?: BodyErrorOptions) => Error;

/**
 * A body without the codings of its `Content-Encoding` (RFC 9110, 8.4), the last one removed first. An empty body
 * stays empty, whatever the header says.
 *
 * @throws what `fail` makes, for an unknown coding or a damaged body.
 */
export async function* withoutCodings(
  chunks: AsyncIterable<Uint8Array>,
  header: string | undefined,
  fail: Fail,
): AsyncGenerator<Uint8Array, void, void> {
  const codings = (header ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  const unknown = codings.find((coding) => !Object.hasOwn(CODINGS, coding));
  if (codings.length > MAX_CODINGS) throw fail(`has ${codings.length} content codings in a row`);
  let body = chunks;
  if (codings.length > 0) {
    const { head, whole } = await peek(chunks, 2);
    if (head.length === 0) return;
    if (unknown !== undefined)
      throw await refused(whole, fail(`has the content coding "${unknown.slice(0, 40)}", which cannot be decoded`));
    body = whole;
  }
  for (const coding of codings.reverse()) body = decode(body, coding, fail);
  yield* body;
}

async function refused(rest: AsyncGenerator<Uint8Array, void, void>, error: Error): Promise<Error> {
  await rest.return();
  return error;
}

async function* decode(
  chunks: AsyncIterable<Uint8Array>,
  coding: string,
  fail: Fail,
): AsyncGenerator<Uint8Array, void, void> {
  const { head, whole } = await peek(chunks, 2);
  const create = CODINGS[coding];
  if (create === undefined) throw fail(`has the content coding "${coding}", which cannot be decoded`);
  yield* inflated(whole, create(head), (cause) =>
    fail(`is damaged: its ${coding} coding cannot be removed`, { cause, isPassing: true }),
  );
}

/** Sends chunks through one of zlib's streams, whose own errors are replaced by what `damaged` makes. */
export async function* inflated(
  chunks: AsyncIterable<Uint8Array>,
  stream: Duplex,
  damaged: (cause: unknown) => Error,
): AsyncGenerator<Uint8Array, void, void> {
  const fed = pipeline(chunks, stream);
  // Its error arrives through the stream as well.
  fed.catch(() => undefined);
  try {
    yield* stream as AsyncIterable<Uint8Array>;
    await fed;
  } catch (error) {
    throw isZlibError(error) ? damaged(error) : error;
  } finally {
    stream.destroy();
  }
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && 'errno' in error && /^(Z_|ERR_|BROTLI_)/.test(String(error.code));
}

/** Some servers send `deflate` with the header of zlib, as the standard says, others without. */
function isZlib(head: Buffer): boolean {
  const [first = 0, second = 0] = head;
  return (first & 0x0f) === 8 && first >> 4 <= 7 && (first * 256 + second) % 31 === 0;
}
