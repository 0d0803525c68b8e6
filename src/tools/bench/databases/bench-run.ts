import type { SqlColumn } from '../../../sql/contract/design.js';
import type { Scratch } from '../../sql-truth/scratch.js';
import type { BenchOptions } from '../bench-options.js';
import type { BenchServer } from '../bench-server.js';
import type { BenchDatabase } from './bench-database.js';

/** What the measurements of one database share. */
export interface DatabaseBench {
  readonly database: BenchDatabase;
  readonly scratch: Scratch;
  readonly server: BenchServer;
  readonly columns: readonly SqlColumn[];
  readonly folder: string;
  readonly options: BenchOptions;
  readonly onProgress: (text: string) => void;
}
