import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { RowKind } from '../../../dap/index.js';
import type { LoadFormat } from '../../../sql/contract/cell-form.js';
import type { SqlColumn } from '../../../sql/contract/design.js';
import type { LoadCell } from '../../../sql/contract/load-cell.js';
import { DEFAULT_POLICIES } from '../../../sql/contract/policies.js';
import type { RowRewriter } from '../../../sql/contract/rewriter.js';
import { designTable } from '../../../sql/design/design-table.js';
import { createRewriter } from '../../../sql/rows/rewriter.js';
import { isJsonObject, type JsonObject } from '../../../util/json.js';
import type { ServerAddress } from '../bench-server.js';
import { authorized } from '../download-snapshot.js';
import { type BenchDatabase, NAMESPACE, TABLE } from './bench-database.js';

const LINE_FEED = 10;

/** The columns of a table as the replicator designs them for a database. */
export async function designedColumns(
  server: ServerAddress,
  { types }: Pick<BenchDatabase, 'types'>,
  ref = { namespace: NAMESPACE, table: TABLE },
): Promise<readonly SqlColumn[]> {
  const call = await authorized(server);
  const answer = (await call(`/dap/query/${ref.namespace}/table/${ref.table}/schema`)) as { schema: JsonObject };
  if (!isJsonObject(answer.schema)) throw new Error(`The emulator gives no schema of ${ref.table}.`);
  const target = { schema: ref.namespace, table: ref.table };
  return designTable({ ref, target }, answer.schema, 1, types).columns;
}

/** A file of DAP, cut at the ends of its rows. The first piece is the header. */
export async function* piecesOf(file: string): AsyncGenerator<Buffer, void, void> {
  let rest: Buffer = Buffer.alloc(0);
  let isHeaderDue = true;
  for await (const chunk of createReadStream(file).pipe(createGunzip({ chunkSize: 256 * 1024 }))) {
    let piece = Buffer.concat([rest, chunk as Buffer]);
    if (isHeaderDue) {
      const end = piece.indexOf(LINE_FEED) + 1;
      if (end > 0) yield piece.subarray(0, end);
      isHeaderDue = end === 0;
      piece = piece.subarray(end);
    }
    const last = isHeaderDue ? 0 : piece.lastIndexOf(LINE_FEED) + 1;
    if (last > 0) yield piece.subarray(0, last);
    rest = piece.subarray(last);
  }
  if (rest.length > 0) yield rest;
}

/** A rewriter as the replicator makes it; changes keep their `meta`. */
export function rewriterOf(
  header: Buffer,
  columns: readonly SqlColumn[],
  format: LoadFormat,
  kind: RowKind,
  keepsMeta = kind === 'incremental',
): RowRewriter {
  return createRewriter({ header, columns, format, kind, keepsMeta, policies: DEFAULT_POLICIES, careful: false });
}

/** The cells of the rows of a file, its `meta` included. */
export async function cellsOf(file = '', columns: readonly SqlColumn[]): Promise<readonly LoadCell[]> {
  const { value: header } = await piecesOf(file).next();
  if (header === undefined) throw new Error(`${file} is empty.`);
  return rewriterOf(header, columns, 'csv', 'snapshot', true).cells;
}

/** What a ready-made text is made of. */
export interface ReadyTextInput {
  readonly files: readonly string[];
  readonly columns: readonly SqlColumn[];
  readonly kind: RowKind;
}

/** Rows in the load format of a database, and the order of their cells. */
export interface ReadyText {
  readonly path: string;
  readonly cells: readonly LoadCell[];
}

/** Writes the rows of all files as the database wants them into one file: what its own client then has to load. */
export async function writeReadyText(format: LoadFormat, folder: string, input: ReadyTextInput): Promise<ReadyText> {
  const path = join(folder, `ready-${input.kind}.txt`);
  let cells: readonly LoadCell[] = [];
  const text = async function* (): AsyncGenerator<Buffer, void, void> {
    for (const file of input.files) {
      const pieces = piecesOf(file);
      const { value: header } = await pieces.next();
      if (header === undefined) continue;
      const rewriter = rewriterOf(header, input.columns, format, input.kind);
      cells = rewriter.cells;
      // The bytes of a result are used again by the next one.
      for await (const piece of pieces) yield Buffer.from(rewriter.rewrite(piece).bytes);
    }
  };
  await pipeline(Readable.from(text()), createWriteStream(path));
  return { path, cells };
}
