import type { ValueCount } from '../contract/policies.js';
import type { RewriterOptions, RowRewriter } from '../contract/rewriter.js';
import { type CellPlan, planHeader } from './header.js';
import { LineRewriter } from './line-rewriter.js';

/**
 * Makes rows that a database cannot refuse of the rows of one file. Bytes that fit are copied as they are; a cell that
 * does not fit is converted alone, by the policies.
 *
 * Read as what they mean: integers such as `1.0` and `1e3`, instants with an offset, without a zone, with a leap second.
 * Digits of a second that the column does not hold are cut. Never rounded: a decimal with too many digits behind the
 * point is a value of another type. `\u0000` and halves of surrogate pairs in JSON are subject to the policy for NUL.
 *
 * @throws RowFault when the header is none: see {@link RowRewriter.rewrite}.
 * @example
 * const rewriter = createRewriter({ header: Buffer.from('meta.ts\tkey.id\n'), columns, format: 'copy', … });
 * rewriter.rewrite(Buffer.from('2026-03-01T08:00:00Z\t7\n')) // { bytes: '7\n', rows: 1 }
 */
export function createRewriter(options: RewriterOptions): RowRewriter {
  const header = planHeader(options);
  const lines = new LineRewriter(header, options);
  return {
    cells: header.cells,
    unknownColumns: header.unknownColumns,
    rewrite: (bytes) => lines.rewrite(bytes),
    drainCounts: () => drainAll(header.plans),
  };
}

function drainAll(plans: readonly CellPlan[]): readonly ValueCount[] {
  const counts: ValueCount[] = [];
  for (const { rules } of plans) counts.push(...rules.drain());
  return counts;
}
