import { isUtf8 } from 'node:buffer';
import { RowFault, type RowFaultReason, type RowKind } from '../../dap/index.js';
import { OutBuffer } from '../../util/out-buffer.js';
import type { LoadFormat } from '../contract/cell-form.js';
import { endOfCell, isNullCell, LINE_FEED, SURPRISE, TAB, UPPER_D, UPPER_U } from './ascii.js';
import { decodeCell, encodeCell, NULL_CELL } from './codec.js';
import type { CellPlan, HeaderPlan } from './header.js';
import { endingWithLineFeed, startOfBadLine } from './line-ends.js';

/** Memory for rows that had to be written again; grows with the chunks. */
const OUT_BYTES = 256 * 1024;

/** Most bytes of UTF-8 for one unit of a string. */
const MAX_BYTES_PER_UNIT = 3;

/** How the rows of a file are handled. */
export interface LineOptions {
  readonly format: LoadFormat;
  readonly kind: RowKind;
  readonly keepsMeta: boolean;
}

/**
 * Rewrites whole lines. What stays as it is lies between `#copied` and the place that is being looked at: it is copied in
 * one piece as soon as something differs, and not at all when nothing does.
 */
export class LineRewriter {
  readonly #plans: readonly CellPlan[];
  readonly #actionAt: number;
  readonly #format: LoadFormat;
  readonly #keepsMeta: boolean;
  readonly #isSnapshot: boolean;
  readonly #out = new OutBuffer(OUT_BYTES);
  #copied = 0;
  #lineStart = 0;

  constructor({ plans, actionAt }: HeaderPlan, { format, keepsMeta, kind }: LineOptions) {
    this.#plans = plans;
    this.#actionAt = actionAt;
    this.#format = format;
    this.#keepsMeta = keepsMeta;
    this.#isSnapshot = kind === 'snapshot';
  }

  /** See `RowRewriter.rewrite`. After an error nothing of the call is counted. */
  rewrite(lines: Buffer): { readonly bytes: Uint8Array; readonly rows: number } {
    const bytes = endingWithLineFeed(lines);
    if (!isUtf8(bytes)) throw new RowFault('the line is not UTF-8 text', bytes, startOfBadLine(bytes));
    this.#out.clear();
    this.#copied = 0;
    let isDone = false;
    try {
      const rows = this.#lines(bytes);
      isDone = true;
      return { bytes: this.#finish(bytes), rows };
    } finally {
      for (const { rules } of this.#plans) rules.settle(isDone);
    }
  }

  #lines(bytes: Buffer): number {
    let rows = 0;
    let at = 0;
    while (at < bytes.length) {
      this.#lineStart = at;
      if (bytes[at] === LINE_FEED) {
        this.#flush(bytes, at);
        this.#copied = at + 1;
        at += 1;
      } else {
        at = this.#line(bytes, at);
        rows += 1;
      }
    }
    return rows;
  }

  /** Returns where the next line begins. */
  #line(bytes: Buffer, start: number): number {
    const plans = this.#plans;
    const last = plans.length - 1;
    let at = start;
    for (let index = 0; index < last; index += 1) {
      at = this.#cell(bytes, at, plans[index] as CellPlan);
      if (bytes[at] !== TAB) throw this.#fault('the row has more or fewer cells than the header', bytes);
      at += 1;
    }
    at = this.#cell(bytes, at, plans[last] as CellPlan);
    if (bytes[at] !== LINE_FEED) throw this.#fault('the row has more or fewer cells than the header', bytes);
    return at + 1;
  }

  /** Returns where the cell ends. */
  #cell(bytes: Buffer, start: number, plan: CellPlan): number {
    if (plan.role !== 'column') return this.#otherCell(bytes, start, plan);
    if (isNullCell(bytes, start)) {
      const end = start + 2;
      if (!plan.takesNull) this.#fillMissing(bytes, start, end, plan);
      return end;
    }
    const end = plan.check(bytes, start);
    if (end !== SURPRISE) return end;
    return this.#writtenCell(bytes, start, plan);
  }

  /** A cell that is written in another form, or needs a closer look. */
  #writtenCell(bytes: Buffer, start: number, plan: CellPlan): number {
    const { accept, write } = plan;
    if (accept !== undefined && write !== undefined) {
      const end = accept(bytes, start);
      if (end !== SURPRISE) {
        this.#flush(bytes, start);
        write(bytes, start, end, this.#out);
        this.#copied = end;
        return end;
      }
    }
    const end = endOfCell(bytes, start);
    const text = plan.convert(decodeCell(bytes, start, end));
    if (text === null && plan.role === 'instant') throw this.#fault('the row has no commit time', bytes);
    if (text === null && !plan.takesNull) this.#fillMissing(bytes, start, end, plan);
    else this.#replace(bytes, start, end, encodeCell(this.#format, text));
    return end;
  }

  /** A value is missing where the column must have one. */
  #fillMissing(bytes: Buffer, start: number, end: number, plan: CellPlan): void {
    if (plan.isKey) throw this.#fault('the row has no key', bytes);
    const isDeletion = this.#keepsMeta && this.#isDeletion(bytes);
    if (!isDeletion) plan.rules.count('not-null');
    this.#replace(bytes, start, end, isDeletion ? NULL_CELL : plan.missing);
  }

  /** Whether the line under way is a deletion: such a row has nothing but its key. */
  #isDeletion(bytes: Buffer): boolean {
    if (this.#actionAt < 0) return false;
    let at = this.#lineStart;
    for (let index = 0; index < this.#actionAt; index += 1) at = endOfCell(bytes, at) + 1;
    return bytes[at] === UPPER_D;
  }

  /** A cell that is of no column: of `meta`, or unknown. */
  #otherCell(bytes: Buffer, start: number, plan: CellPlan): number {
    const end = endOfCell(bytes, start);
    if (plan.role === 'action') this.#checkAction(bytes, start, end);
    if (plan.isDropped) {
      this.#flush(bytes, plan.followsKept ? start - 1 : start);
      this.#copied = plan.followsKept ? end : end + 1;
    } else if (plan.role === 'instant' && plan.check(bytes, start) === SURPRISE) {
      return this.#writtenCell(bytes, start, plan);
    }
    return end;
  }

  #checkAction(bytes: Buffer, start: number, end: number): void {
    const action = end - start === 1 ? bytes[start] : undefined;
    if (action !== UPPER_U && action !== UPPER_D) throw this.#fault('the row has an unknown action', bytes);
    // Without its action, a deletion would become a row.
    if (action === UPPER_D && (this.#isSnapshot || !this.#keepsMeta)) {
      throw this.#fault('the row of a snapshot is a deletion', bytes);
    }
  }

  /** Writes `text` in the place of a cell. */
  #replace(bytes: Buffer, start: number, end: number, text: string): void {
    this.#flush(bytes, start);
    this.#out.reserve(text.length * MAX_BYTES_PER_UNIT);
    this.#out.appendText(text);
    this.#copied = end;
  }

  /** Copies what stays as it is, up to `end`. */
  #flush(bytes: Buffer, end: number): void {
    const start = this.#copied;
    if (end <= start) return;
    this.#out.reserve(end - start);
    this.#out.append(bytes, start, end);
    this.#copied = end;
  }

  #finish(bytes: Buffer): Uint8Array {
    if (this.#copied === 0 && this.#out.written.length === 0) return bytes;
    this.#flush(bytes, bytes.length);
    return this.#out.written;
  }

  #fault(reason: RowFaultReason, bytes: Buffer): RowFault {
    return new RowFault(reason, bytes, this.#lineStart);
  }
}
