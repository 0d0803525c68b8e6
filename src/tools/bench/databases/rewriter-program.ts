import { holdMemory } from '../../../shell/hold-memory.js';
import type { LoadFormat } from '../../../sql/contract/cell-form.js';
import type { DialectTypes } from '../../../sql/contract/design.js';
import { duckdbTypes } from '../../../sql/dialects/duckdb/types.js';
import { mysqlTypes } from '../../../sql/dialects/mysql/types.js';
import { postgresqlTypes } from '../../../sql/dialects/postgresql/types.js';
import type { ServerAddress } from '../bench-server.js';
import type { BenchDatabaseName } from './bench-database.js';
import { designedColumns, piecesOf, rewriterOf } from './table-files.js';

/** What the program is given. */
interface Input {
  readonly server: ServerAddress;
  readonly table: string;
  readonly database: BenchDatabaseName;
  readonly files: readonly string[];
}

const FORMATS: Readonly<Record<BenchDatabaseName, readonly [DialectTypes, LoadFormat]>> = {
  postgresql: [postgresqlTypes, 'copy'],
  mysql: [mysqlTypes, 'load-data'],
  duckdb: [duckdbTypes, 'csv'],
};

const COLD_ROWS = 20_000;
/** Passes over the rows, the first of which is cold. */
const PASSES = 5;

/** Rewrites the rows of some files and prints what that costs: first when nothing is compiled, then when all is. */
holdMemory();
const { server, table, database, files } = JSON.parse(process.argv[2] ?? '') as Input;
const [types, format] = FORMATS[database];
const columns = await designedColumns(server, { types }, { namespace: 'canvas', table });
const [file = ''] = files;
const pieces: Buffer[] = [];
for await (const piece of piecesOf(file)) pieces.push(piece);
const [header = Buffer.alloc(0), ...chunks] = pieces;
const cold = { rows: 0, us: 0 };
const warm = { rows: 0, us: 0 };
for (let pass = 0; pass < PASSES; pass += 1) {
  const rewriter = rewriterOf(header, columns, format, 'snapshot');
  for (const chunk of chunks) {
    const before = process.cpuUsage();
    const { rows } = rewriter.rewrite(chunk);
    rewriter.drainCounts();
    const { user, system } = process.cpuUsage(before);
    const sum = pass === 0 && cold.rows < COLD_ROWS ? cold : warm;
    sum.rows += rows;
    sum.us += user + system;
  }
}
const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0) * PASSES;
const rows = (cold.rows + warm.rows) / PASSES;
const bytesOfRow = bytes / (cold.rows + warm.rows);
process.stdout.write(JSON.stringify({ rows, bytesOfRow, coldUs: cold.us / cold.rows, warmUs: warm.us / warm.rows }));
