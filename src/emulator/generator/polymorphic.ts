import type { ColumnFact, TableFact } from '../facts/column-fact.js';
import { UNSPECIFIED } from '../facts/index.js';
import { hashText, mix } from './hash.js';
import { courseIndex, tableOfType } from './references.js';
import type { MakeValue, RowContext } from './row-context.js';
import type { World, WorldTable } from './world.js';

/** One type name that a polymorphic reference may have, and the table it stands for. */
interface Candidate {
  readonly type: string;
  readonly target: WorldTable | undefined;
}

/** Makers of the two columns of a polymorphic reference: `context_type` and `context_id`. */
export interface PolymorphicMakers {
  readonly type: MakeValue;
  readonly id: MakeValue;
}

/**
 * The makers for a pair `<stem>_type`, `<stem>_id`, if `column` is either half of one: both choose by the same hash,
 * so that the id is of the table that the type names.
 */
export function polymorphicMakers(world: World, fact: TableFact, column: ColumnFact): PolymorphicMakers | undefined {
  const stem = /^(.+)_(type|id)$/.exec(column.name)?.[1];
  const type = fact.columns.find((other) => other.name === `${stem}_type`);
  const id = fact.columns.find((other) => other.name === `${stem}_id`);
  if (stem === undefined || type === undefined || id?.type !== 'int64') return undefined;
  const candidates = candidatesOf(world, type);
  const salt = hashText(`${fact.table}.${stem}`);
  const choose = (row: RowContext): Candidate => {
    const hash = mix(row.stable, salt);
    // Nine in ten belong to the first, which is the course if possible.
    return candidates[hash % 10 === 0 ? (hash >>> 8) % candidates.length : 0] as Candidate;
  };
  return {
    type: (row) => choose(row).type,
    id: (row, hash) => {
      const { target } = choose(row);
      if (target === undefined) return (hash % 900_000) + 1;
      const index = target.fact.table === 'courses' ? courseIndex(world, fact.table, row.index) : hash;
      return target.idOf(index % target.rows);
    },
  };
}

function candidatesOf(world: World, type: ColumnFact): readonly Candidate[] {
  const names = (type.values ?? ['Course']).filter((value) => value !== UNSPECIFIED);
  const all = names.map((name) => ({ type: name, target: tableOfType(world, name) }));
  const known = all.filter((candidate) => candidate.target !== undefined);
  const usable = known.length > 0 ? known : all;
  const course = usable.filter((candidate) => candidate.type === 'Course');
  return [...course, ...usable.filter((candidate) => candidate.type !== 'Course')];
}
