import type { CellForm, LoadFormat } from '../contract/cell-form.js';
import type { SqlColumn } from '../contract/design.js';
import { DEFAULT_POLICIES, type ValuePolicies } from '../contract/policies.js';
import type { RewriterOptions } from '../contract/rewriter.js';
import { sqlColumn } from './columns.test-helper.js';
import { createRewriter } from './rewriter.js';

export const KEY: SqlColumn = sqlColumn(
  'id',
  { kind: 'integer', minimum: -(2n ** 63n), maximum: 2n ** 63n - 1n },
  { isKey: true },
);

/** How one cell is to be rewritten. */
export interface CellCase {
  readonly form: CellForm;
  /** As it stands in the file. */
  readonly cell: string;
  readonly format?: LoadFormat;
  readonly policies?: Partial<ValuePolicies>;
  readonly column?: Partial<SqlColumn>;
  readonly careful?: boolean;
}

/** Options of a rewriter for a file of `meta.ts`, `key.id` and the given columns. */
export function optionsFor(columns: readonly SqlColumn[], more: Partial<RewriterOptions> = {}): RewriterOptions {
  return {
    header: Buffer.from(['meta.ts', 'key.id', ...columns.map(({ headerName }) => headerName)].join('\t')),
    columns: [KEY, ...columns],
    format: 'copy',
    kind: 'snapshot',
    keepsMeta: false,
    policies: DEFAULT_POLICIES,
    careful: false,
    ...more,
  };
}

/** The cell as the loader gets it, and what was counted: `nul 1`. */
export function rewriteCell({ form, cell, format = 'copy', policies, column, careful = false }: CellCase): {
  readonly cell: string;
  readonly faults: string;
} {
  const options = optionsFor([sqlColumn('x', form, column)], {
    format,
    careful,
    policies: { ...DEFAULT_POLICIES, ...policies },
  });
  const rewriter = createRewriter(options);
  const { bytes, rows } = rewriter.rewrite(Buffer.from(`2026-03-01T08:00:00Z\t7\t${cell}\n`));
  const text = Buffer.from(bytes).toString();
  if (rows !== 1 || !text.startsWith('7\t') || !text.endsWith('\n')) throw new Error(`No row: ${text}`);
  return {
    cell: text.slice(2, -1),
    faults: rewriter
      .drainCounts()
      .map(({ fault, count }) => `${fault} ${count}`)
      .join(', '),
  };
}
