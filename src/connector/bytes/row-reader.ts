import { UndeclaredColumns } from '../../cdk/read/column-names.js';
import { type ColumnCount, ColumnCounts, type RowKind, skipLine } from '../../dap/index.js';
import { TransformWarnings, type WarningSummary } from '../../schema/transform-warnings.js';
import type { TypeTransformer } from '../../schema/type-transformer.js';
import { DELETED_AT } from '../cdc-columns.js';
import { parseRows } from '../row-parser.js';
import { EncodedReader } from './encoded-reader.js';
import { inspectRecord } from './parsed-records.js';
import type { RecordPlan } from './record-plan.js';
import type { RowPiece } from './row-piece.js';

/** What a {@link RowReader} needs to know. */
export interface RowReaderOptions extends Omit<RecordPlan, 'transformer' | 'onWarning' | 'onUndeclared'> {
  /** Which query the rows come from. */
  readonly kind: RowKind;
  /** The casts of the stream; undefined: rows are handed out as objects and not cast. */
  readonly transformer: TypeTransformer | undefined;
}

/** Bytes that become one batch of rows: small enough that parsed rows die young in the engine's memory. */
const PARSED_BYTES = 64 * 1024;

/** Makes records of chunks of whole lines: by copying bytes where they can be copied, by parsing elsewhere. */
export class RowReader {
  readonly #options: RowReaderOptions;
  readonly #counts = new ColumnCounts();
  readonly #warnings = new TransformWarnings();
  readonly #undeclared = new UndeclaredColumns();
  readonly #encoder: EncodedReader | undefined;

  constructor(options: RowReaderOptions) {
    this.#options = options;
    const { transformer } = options;
    if (transformer === undefined) return;
    const plan = { ...options, transformer, onWarning: this.#warnings.add, onUndeclared: this.#undeclared.add };
    this.#encoder = new EncodedReader(plan, options.kind, this.#counts);
  }

  /**
   * The next lines of `bytes` from `start` on, at least one. A line that cannot be handled ends the piece before it.
   *
   * @throws RowFault when the line at `start` cannot be handled. {@link RowReader.skipLine} leads behind it.
   */
  read(bytes: Buffer, start: number): RowPiece {
    return this.#encoder?.read(bytes, start) ?? this.#parse(bytes, start);
  }

  /** Says that the records of the last piece are written: their memory serves other tables until the next piece. */
  release(): void {
    this.#encoder?.release();
  }

  /** Where the line after the one at `start` begins. */
  skipLine(bytes: Buffer, start: number): number {
    return skipLine(bytes, start);
  }

  /** What was counted of the records since the last call: markers of DAP, and values that became JSON text. */
  drainCounts(): ColumnCount[] {
    return this.#counts.drain();
  }

  /** The values that did not fit their columns since the last call. Rows that are objects are cast elsewhere. */
  drainWarnings(): WarningSummary[] {
    return this.#warnings.drain();
  }

  /** One sentence on the columns of encoded rows that the schema does not have; undefined if there are none. */
  describeUndeclared(): string | undefined {
    return this.#undeclared.describe(this.#options.columns === undefined);
  }

  #parse(bytes: Buffer, start: number): RowPiece {
    const { kind, columns } = this.#options;
    const hasDeletes = columns?.has(DELETED_AT) !== false;
    const { rows, end, deletesLeftOut } = parseRows(bytes, start, PARSED_BYTES, kind, hasDeletes);
    for (const row of rows) inspectRecord(row, this.#options, this.#counts);
    return { count: rows.length, end, records: rows, deletesLeftOut };
  }
}
