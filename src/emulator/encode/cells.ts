import type { Mode } from '../../dap/wire.js';
import type { ColumnFact } from '../facts/column-fact.js';
import type { ColumnPlan } from '../generator/column-plan.js';

/** One column of a CSV or TSV file. */
export interface Cell {
  /** Dotted name, as in the header. */
  readonly name: string;
  readonly key: boolean;
  /** Place of the column among the row's values. */
  readonly at: number;
  /** Names of the members that lead from that value to the cell's; empty for the value itself. */
  readonly path: readonly string[];
  /** Whether its texts contain no character that a format must escape. */
  readonly plain: boolean;
}

/**
 * The cells of a table in order: keys before values. Expanded, each member of a nested object of fixed shape is a cell
 * of its own; condensed, the object is one. That follows from the schema alone, never from the rows.
 */
export function cellsOf(columns: readonly ColumnPlan[], mode: Mode): readonly Cell[] {
  const cells = columns.flatMap((column, at) => {
    const name = `${column.key ? 'key' : 'value'}.${column.name}`;
    const base = { name, key: column.key, at, path: [], plain: column.plain };
    return mode === 'expanded' ? expand(base, column.fact) : [base];
  });
  return [...cells.filter((cell) => cell.key), ...cells.filter((cell) => !cell.key)];
}

function expand(cell: Cell, fact: ColumnFact): readonly Cell[] {
  if (fact.type !== 'object' || fact.members === undefined || fact.members.length === 0) return [cell];
  return fact.members.flatMap((member) =>
    expand({ ...cell, name: `${cell.name}.${member.name}`, path: [...cell.path, member.name], plain: false }, member),
  );
}
