import { totalmem } from 'node:os';
import { constrainedMemory } from 'node:process';

/** How a file of DuckDB is opened. */
export interface DuckdbSettings {
  /** The file; made where it is absent. */
  readonly path: string;
  /** Bytes that DuckDB may usually use for its buffers. Default {@link DEFAULT_MEMORY_LIMIT}. */
  readonly memoryLimit?: number | undefined;
  /** Bytes that it may use for statements that need more. Default: half of what this process can have. */
  readonly mostMemory?: number | undefined;
  /** Default 1: files are then read in order without a buffer for it. */
  readonly threads?: number | undefined;
  /** Where DuckDB puts what does not fit into its memory. Default: the spool folder. */
  readonly temporaryFolder?: string | undefined;
  /** Where files wait until their last byte is verified. Default: beside the database. */
  readonly spoolFolder?: string | undefined;
  /** A load of more rows gets its key before the rest of them. Default {@link DEFAULT_KEYLESS_ROWS}. */
  readonly keylessRows?: number | undefined;
  /** Called before every statement, with its text; the statement waits for it. For tests. */
  readonly onStatement?: ((sql: string) => void | Promise<void>) | undefined;
}

/** Keeps the whole process below 300 MiB while it loads usual rows. */
export const DEFAULT_MEMORY_LIMIT = 90_000_000;

/** The key of so many rows is built at once; it is then in memory as a whole, 60 bytes a row, beside the limit. */
export const DEFAULT_KEYLESS_ROWS = 500_000;

/** Half of the memory that this process can have: of the machine, or of its container. */
export function halfOfMemory(): number {
  // Without a limit it is 0, or more than any machine has.
  const limit = constrainedMemory();
  const all = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return Math.floor(all / 2);
}
