import { CodedError } from '../../errors.js';
import { checkParquet, PARQUET_MARK } from '../content/check-parquet.js';
import { CorruptData, inflateGzip } from '../objects/inflate-gzip.js';
import type { Format } from '../wire.js';

/** What a file of the service is, as far as it can be checked. */
export type FileKind = 'gzip' | 'parquet' | 'unknown';

const GZIP_MARK = Buffer.from([0x1f, 0x8b]);

/** The files of a query: all text formats are gzip files (Query API, "Data formats"). */
export function kindOfFormat(format: Format): FileKind {
  return format === 'parquet' ? 'parquet' : 'gzip';
}

/** What a file is by its name, where its query is not known. */
export function kindOfName(name: string): FileKind {
  if (/\.parquet$/i.test(name)) return 'parquet';
  return /\.gz$/i.test(name) ? 'gzip' : 'unknown';
}

/** The name of a file whose content is written in place of it. */
export function nameOfContent(name: string): string {
  return /.\.gz$/i.test(name) ? name.slice(0, -3) : name;
}

/** @throws CodedError `DAP_VALIDATION`: Parquet compresses inside, so there is nothing to inflate. */
export function refuseParquet(kind: FileKind): void {
  if (kind !== 'parquet') return;
  const message = 'Parquet files cannot be decompressed: they are compressed inside.';
  throw new CodedError('DAP_VALIDATION', { message, failureType: 'config_error' });
}

/**
 * The content of a file: inflated where it is a gzip file. The file is checked to its last byte.
 *
 * @throws CorruptData when it is damaged, or of no kind that can be checked.
 */
export async function* contentOf(stored: AsyncIterable<Buffer>, kind: FileKind): AsyncGenerator<Buffer, void, void> {
  if (kind === 'gzip') yield* inflateGzip(stored);
  else if (kind === 'parquet') yield* checkParquet(stored);
  else yield* contentByMark(stored);
}

/**
 * The stored bytes of a file, checked while they pass through: damage shows at the latest behind the last byte.
 *
 * @throws CorruptData like {@link contentOf}.
 */
export async function* checkedBytes(stored: AsyncIterable<Buffer>, kind: FileKind): AsyncGenerator<Buffer, void, void> {
  const passed: Buffer[] = [];
  const tee = async function* () {
    for await (const chunk of stored) {
      passed.push(chunk);
      yield chunk;
    }
  };
  for await (const _ of contentOf(tee(), kind)) yield* passed.splice(0);
  yield* passed.splice(0);
}

async function* contentByMark(stored: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  const chunks = stored[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
    head = Buffer.concat([head, next.value]);
    if (head.length >= PARQUET_MARK.length) break;
  }
  const rest = async function* () {
    yield head;
    yield* { [Symbol.asyncIterator]: () => chunks };
  };
  if (startsWith(head, GZIP_MARK)) yield* inflateGzip(rest());
  else if (startsWith(head, PARQUET_MARK)) yield* checkParquet(rest());
  else throw new CorruptData('it is neither a gzip file nor Parquet');
}

function startsWith(bytes: Buffer, mark: Buffer): boolean {
  return bytes.subarray(0, mark.length).equals(mark);
}
