import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { errorText } from '../../../errors.js';
import { startFileServer } from '../rows/row-server.js';
import type { BenchDatabase } from './bench-database.js';
import { runDap } from './dap-run.js';

/** Rows that hold next to nothing but one text. */
const ROWS = 200;
const CELL_BYTES = 2 * 2 ** 20;
const TABLE = 'pages';
const INSTANT = '2026-03-01T08:00:00Z';

/** Memory for a table whose cells are big. */
export interface BigCellsResult {
  readonly database: BenchDatabase['name'];
  readonly rows: number;
  readonly cellMib: number;
  /** Undefined where the load failed. */
  readonly peakMib: number | undefined;
  readonly failure: string | undefined;
}

/** Loads a file with big cells: what must not take memory by the size of a row. */
export async function measureBigCells(
  database: BenchDatabase,
  onProgress: (text: string) => void,
): Promise<BigCellsResult> {
  onProgress(`${database.name}: big cells`);
  const folder = await mkdtemp(join(tmpdir(), 'dap-bench-'));
  const scratch = await database.scratch();
  const file = join(folder, 'part-00000.tsv.gz');
  try {
    await pipeline(Readable.from(lines()), createGzip(), createWriteStream(file));
    const server = await startFileServer([file], { table: TABLE, schema: pagesSchema() });
    try {
      const call = { command: 'initdb', namespace: 'canvas', tables: [TABLE] } as const;
      const what = { database: database.name, rows: ROWS, cellMib: CELL_BYTES / 2 ** 20 };
      try {
        const { peakBytes } = await runDap(database, scratch, server, call);
        return { ...what, peakMib: peakBytes / 2 ** 20, failure: undefined };
      } catch (error) {
        // A figure that is missed, as the report says; the other figures are none the worse for it.
        return { ...what, peakMib: undefined, failure: errorText(error) };
      }
    } finally {
      await server.close();
    }
  } finally {
    await scratch.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function* lines(): Generator<string, void, void> {
  yield 'meta.ts\tkey.id\tvalue.body\n';
  const body = 'All of it is text of one page. '.repeat(CELL_BYTES / 32 + 1).slice(0, CELL_BYTES);
  for (let id = 1; id <= ROWS; id += 1) yield `${INSTANT}\t${id}\t${body}\n`;
}

function pagesSchema(): object {
  const part = (properties: object, required: readonly string[]) => ({ type: 'object', properties, required });
  const properties = {
    meta: part({ ts: { type: 'string', format: 'date-time' } }, ['ts']),
    key: part({ id: { type: 'integer', format: 'int64' } }, ['id']),
    value: part({ body: { type: 'string' } }, []),
  };
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...part(properties, ['key']) };
}
