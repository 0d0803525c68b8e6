import { type ObjectChunk, RowFault, type RowKind, type TableRef } from '../../dap/index.js';
import { CodedError } from '../../errors.js';
import type { LoadFormat } from '../contract/cell-form.js';
import type { RowLoad } from '../contract/database.js';
import type { SqlColumn } from '../contract/design.js';
import type { LoadCell } from '../contract/load-cell.js';
import type { ValuePolicies } from '../contract/policies.js';
import type { RowRewriter } from '../contract/rewriter.js';
import { createRewriter } from '../rows/rewriter.js';
import type { Teller } from './teller.js';
import type { ValueCounts } from './value-counts.js';

type ChunkEvent = Pick<ObjectChunk, 'bytes' | 'startOffset' | 'distrust'>;

/** What loading a file needs. */
export interface FileRowsOptions {
  readonly ref: TableRef;
  readonly since?: string | undefined;
  readonly objectId: string;
  readonly header: Buffer;
  /** Takes the rows, see `RowLoad`. */
  readonly load: Pick<RowLoad, 'write'>;
  readonly columns: readonly SqlColumn[];
  readonly format: LoadFormat;
  readonly policies: ValuePolicies;
  readonly keepsMeta: boolean;
  readonly careful: boolean;
}

/** The rows of one file on their way into a load. */
export class FileRows {
  readonly #options: FileRowsOptions;
  readonly #rewriter: RowRewriter | RowFault;
  #rows = 0;
  #distrusted = -1;

  constructor(options: FileRowsOptions) {
    this.#options = options;
    this.#rewriter = rewriterFor(options);
  }

  /** Rows written. */
  get rows(): number {
    return this.#rows;
  }

  get unknownColumns(): readonly string[] {
    return this.#rewriter instanceof RowFault ? [] : this.#rewriter.unknownColumns;
  }

  /** The order of the cells in the rows; undefined when the header makes no sense. */
  get cells(): readonly LoadCell[] | undefined {
    return this.#rewriter instanceof RowFault ? undefined : this.#rewriter.cells;
  }

  /**
   * Writes the rows of a chunk. Lines that make no sense are fetched once more before they are an error: a damaged copy
   * shows in its rows before it shows in its checksum.
   *
   * @throws CodedError `DAP_ROW_INVALID`.
   */
  async write(event: ChunkEvent, counts: ValueCounts): Promise<void> {
    const { load } = this.#options;
    const rewriter = this.#rewriter;
    if (rewriter instanceof RowFault) return this.#distrust(event, rewriter);
    try {
      const { bytes, rows } = rewriter.rewrite(event.bytes);
      counts.add(rewriter.drainCounts());
      await load.write(bytes, rows);
      this.#rows += rows;
    } catch (error) {
      if (!(error instanceof RowFault)) throw error;
      // What was counted of the chunk so far is counted when it comes again.
      rewriter.drainCounts();
      this.#distrust(event, error);
    }
  }

  /** @throws CodedError `DAP_ROW_INVALID` when the header of a verified file makes no sense. */
  end(): void {
    if (this.#rewriter instanceof RowFault) throw this.#invalid(this.#rewriter, 0);
  }

  #distrust(event: ChunkEvent, fault: RowFault): void {
    const offset = event.startOffset;
    if (this.#distrusted === offset) throw this.#invalid(fault, offset + fault.offset);
    this.#distrusted = offset;
    event.distrust(offset, fault.reason);
  }

  #invalid(fault: RowFault, offset: number): CodedError {
    const { ref, objectId } = this.#options;
    const { namespace, table } = ref;
    return new CodedError('DAP_ROW_INVALID', {
      message: `${namespace}.${table}, object ${objectId}: ${fault.reason} (near byte ${offset} of its content).`,
      details: { namespace, table, objectId, offset, reason: fault.reason },
      cause: fault,
    });
  }
}

/** Tells of columns of the files that get lost, each once. */
export function tellUnknownColumns({ unknownColumns }: FileRows, told: Set<string>, tell: Teller): void {
  const unknown = unknownColumns.filter((name) => !told.has(name));
  for (const name of unknown) told.add(name);
  if (unknown.length > 0) {
    tell.warn(`The files have columns that the table has no place for: ${unknown.join(', ')}.`);
  }
}

/** A header that makes no sense may be damaged too: the fault waits for a chunk, which can be distrusted. */
function rewriterFor({ header, columns, format, policies, keepsMeta, careful, since }: FileRowsOptions) {
  const kind: RowKind = since === undefined ? 'snapshot' : 'incremental';
  try {
    return createRewriter({ header, columns, format, kind, keepsMeta, policies, careful });
  } catch (error) {
    if (error instanceof RowFault) return error;
    throw error;
  }
}
