import { type FileHandle, open } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { errorText } from '../../errors.js';
import { isJsonObject, type JsonValue } from '../../util/json.js';
import { loadPackage } from '../../util/load-package.js';
import { CorruptData } from '../objects/inflate-gzip.js';
import { PARQUET_PARSERS, toJsonValue } from './parquet-value.js';
import { toDapRow } from './parse-json-row.js';
import { parseLooseJson } from './parse-loose-json.js';
import type { DapRow, RowKind, RowMembers } from './row.js';
import type { CellTypes } from './row-cells.js';

const NO_READER = 'Rows of Parquet files need the package hyparquet: npm install hyparquet';

/** How to read a Parquet file. */
export interface ParquetFileOptions {
  readonly kind: RowKind;
  readonly types: CellTypes;
}

/**
 * The rows of a Parquet file, a row group at a time: so much of it is held in memory.
 *
 * @throws CorruptData when it cannot be read as Parquet, or holds what is not a row; CodedError
 * `OPTIONAL_PACKAGE_MISSING`.
 */
export async function* readParquetFile(
  path: string,
  options: ParquetFileOptions,
): AsyncGenerator<DapRow[], void, void> {
  const { parquetMetadataAsync, parquetReadObjects } = await loadPackage(
    'hyparquet',
    () => import('hyparquet'),
    NO_READER,
  );
  const handle = await open(path, 'r');
  try {
    const file = await bufferOf(handle);
    const metadata = await orDamaged(async () => await parquetMetadataAsync(file));
    let rowStart = 0;
    for (const group of metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows);
      const reading = { file, metadata, rowStart, rowEnd, parsers: PARQUET_PARSERS, compressors: COMPRESSORS };
      const rows = await orDamaged(async () => await parquetReadObjects(reading));
      if (rows.length !== rowEnd - rowStart) throw new CorruptData('a row group has more or fewer rows than it says');
      yield rows.map((row) => toRow(row, options));
      rowStart = rowEnd;
    }
  } finally {
    await handle.close();
  }
}

/** Snappy is a part of the reader. */
const COMPRESSORS = { GZIP: (input: Uint8Array) => new Uint8Array(gunzipSync(input)) };

async function bufferOf(handle: FileHandle) {
  const { size } = await handle.stat();
  const slice = async (start: number, end = size): Promise<ArrayBuffer> => {
    const length = Math.max(0, Math.min(end, size) - start);
    const bytes = new Uint8Array(length);
    const { bytesRead } = await handle.read(bytes, 0, length, start);
    if (bytesRead < length) throw new CorruptData('it ends early');
    return bytes.buffer;
  };
  return { byteLength: size, slice };
}

async function orDamaged<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // The reader's messages name columns and codecs, never values.
    throw error instanceof CorruptData
      ? error
      : new CorruptData(`it cannot be read: ${errorText(error)}`, { cause: error });
  }
}

function toRow(struct: Readonly<Record<string, unknown>>, { kind, types }: ParquetFileOptions): DapRow {
  const key = partOf(struct, 'key', types);
  const value = struct['value'] == null ? undefined : partOf(struct, 'value', types);
  const row = toDapRow(key, value, toJsonValue(struct['meta']), kind);
  if (typeof row === 'string') throw new CorruptData(row);
  return row;
}

/** A part of a row; objects and lists that the writer stored as text become values again. */
function partOf(struct: Readonly<Record<string, unknown>>, part: 'key' | 'value', types: CellTypes): RowMembers {
  const members = toJsonValue(struct[part]);
  if (!isJsonObject(members)) return {};
  for (const [name, value] of Object.entries(members)) {
    const parsed =
      types.get(`${part}.${name}`) === 'json' && typeof value === 'string' ? parseLooseJson(value) : undefined;
    if (isComposed(parsed)) members[name] = parsed;
  }
  return members;
}

function isComposed(value: JsonValue | undefined): value is JsonValue {
  return typeof value === 'object' && value !== null;
}
