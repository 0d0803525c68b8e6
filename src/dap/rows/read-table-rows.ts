import { createDeferred } from '../../util/deferred.js';
import { isIncremental, readQuery, type TableQueryInput } from '../queries.js';
import type { ReadingParts } from '../reading/read-table.js';
import type { TableDataResult } from '../results.js';
import type { TableRef } from '../table-ref.js';
import { readParquetRows } from './parquet-rows.js';
import { readTextRows } from './read-text-rows.js';
import type { DapRow } from './row.js';
import type { ReadRowsOptions, RowsReading } from './rows-reading.js';
import { TableTypes } from './table-types.js';

/**
 * The rows of a query, for one `for await` loop. Each row comes once; when that cannot be kept, because a job was lost
 * after rows of it were handed out, the loop throws. Leaving the loop early frees everything.
 *
 * @example
 * const rows = client.getTableRows('canvas', 'accounts', { format: 'jsonl' });
 * for await (const { op, key, value } of rows) console.log(op, key['id'], value['name']);
 * const { timestamp } = await rows.result; // the next `since`
 */
export class TableRows implements AsyncIterable<DapRow> {
  readonly #rows: AsyncGenerator<DapRow, TableDataResult, void>;
  readonly #result = createDeferred<TableDataResult>();

  constructor(rows: AsyncGenerator<DapRow, TableDataResult, void>) {
    this.#rows = rows;
    // Who reads the rows sees the failure there.
    this.#result.promise.catch(() => undefined);
  }

  /** What the query found out: known when the last row was read, rejected when the loop fails or ends early. */
  get result(): Promise<TableDataResult> {
    return this.#result.promise;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<DapRow, void, void> {
    try {
      this.#result.resolve(yield* this.#rows);
    } catch (error) {
      this.#result.reject(error);
      throw error;
    } finally {
      this.#result.reject(new Error('The rows were not read to their end.'));
    }
  }
}

/** Runs a query and reads its rows, in whatever format. */
export function readTableRows(
  parts: ReadingParts,
  ref: TableRef,
  input: TableQueryInput,
  options: ReadRowsOptions & { readonly signal: AbortSignal },
): TableRows {
  const query = readQuery(input);
  const kind = isIncremental(query) ? 'incremental' : 'snapshot';
  const { signal } = options;
  const types = new TableTypes(parts.api, ref, { signal });
  const reading: RowsReading = { parts, ref, query, kind, types, options, signal };
  return new TableRows(query.format === 'parquet' ? readParquetRows(reading) : readTextRows(reading));
}
