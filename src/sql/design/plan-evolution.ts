import { CodedError } from '../../errors.js';
import { present } from '../../util/present.js';
import type { Evolution, RemovedColumns, TableChange } from '../contract/change.js';
import type { DialectTypes, ExistingColumn, ExistingTable, SqlColumn, TableDesign } from '../contract/design.js';
import { type ColumnPlan, planExistingColumn, planNewColumn } from './plan-column.js';

/** What is there, and what is wanted. */
export interface EvolutionInput {
  readonly existing: ExistingTable;
  readonly design: TableDesign;
  readonly types: DialectTypes;
  /** Names of the columns that came from the service at the last sync; all others are the user's. */
  readonly known: readonly string[];
  /** The table by the schema of the last sync, if that can be read. */
  readonly previous?: TableDesign | undefined;
  readonly removed: RemovedColumns;
  /** Give columns that hold all values the type of a fresh table as well. */
  readonly rebuild: boolean;
  /** Names of columns that the last sync could not forbid NULL for. */
  readonly unfinished?: readonly string[];
  /** The form in which names are equal that the database takes for one, see `foldName`. */
  readonly fold: (name: string) => string;
}

/** An evolution, and what to tell the user of it. */
export interface PlannedEvolution extends Evolution {
  readonly notes: readonly string[];
  /** Names of the columns that come from the service, after the changes; removed ones that are kept included. */
  readonly known: readonly string[];
}

/**
 * Plans how a table becomes what the schema of the service says. Columns that the user added are not touched.
 *
 * @throws CodedError `SQL_SCHEMA_CHANGE` for a removed column, with the policy `fail`; `SQL_TARGET_TAKEN` when a column
 * of the user has the name of a new one and cannot hold its values; `SQL_SCHEMA_CHANGE` for another key.
 */
export function planEvolution(input: EvolutionInput): PlannedEvolution {
  const names = namesOf(input);
  refuseOtherKey(input, names);
  const plans = input.design.columns.map((wanted) => planColumn(wanted, input, names));
  const removed = planRemoved(input, names);
  const reasons = [
    ...plans.flatMap(({ needsSnapshot }) => (needsSnapshot === undefined ? [] : [needsSnapshot])),
    ...(input.rebuild ? ['a rebuild was asked for'] : []),
  ];
  return {
    changes: [...plans.flatMap(({ changes }) => changes), ...removed.changes, ...tableComment(input)],
    columns: plans.map(({ column }) => column),
    notes: [...plans.flatMap(({ notes }) => notes), ...removed.notes],
    known: [...plans.map(({ column }) => column.name), ...removed.kept],
    ...present({ needsSnapshot: reasons.length === 0 ? undefined : reasons.join('; ') }),
  };
}

interface Names {
  readonly fold: EvolutionInput['fold'];
  readonly found: ReadonlyMap<string, ExistingColumn>;
  readonly known: ReadonlySet<string>;
  readonly before: ReadonlyMap<string, SqlColumn>;
}

function namesOf({ existing, known, previous, fold }: EvolutionInput): Names {
  return {
    fold,
    found: new Map(existing.columns.map((column) => [fold(column.name), column])),
    known: new Set(known.map(fold)),
    before: new Map((previous?.columns ?? []).map((column) => [fold(column.name), column])),
  };
}

function planColumn(wanted: SqlColumn, input: EvolutionInput, names: Names): ColumnPlan {
  const name = names.fold(wanted.name);
  const found = names.found.get(name);
  const context = {
    design: input.design,
    types: input.types,
    rebuild: input.rebuild,
    before: names.before.get(name),
    isBeforeKnown: input.previous !== undefined,
    isOurs: names.known.has(name),
    isUnfinished: input.unfinished?.some((each) => names.fold(each) === name) === true,
  };
  return found === undefined ? planNewColumn(wanted, context) : planExistingColumn(found, wanted, context);
}

interface RemovedPlan {
  readonly changes: readonly TableChange[];
  readonly kept: readonly string[];
  readonly notes: readonly string[];
}

function planRemoved(input: EvolutionInput, names: Names): RemovedPlan {
  const wanted = new Set(input.design.columns.map(({ name }) => names.fold(name)));
  const gone = input.existing.columns.filter(({ name }) => {
    const folded = names.fold(name);
    return names.known.has(folded) && !wanted.has(folded);
  });
  if (input.removed === 'drop') {
    // Still known until the next sync: a drop may be left out for the sake of a view, or fail, and is then tried again.
    const names = gone.map(({ name }) => name);
    return { changes: gone.map((column) => ({ kind: 'drop-column', column })), kept: names, notes: [] };
  }
  // What an earlier sync kept was decided on then.
  const isNew = ({ name }: ExistingColumn) => input.previous === undefined || names.before.has(names.fold(name));
  const fresh = gone.filter(isNew);
  if (input.removed === 'fail' && fresh.length > 0) throw columnsRemoved(input.design, fresh);
  const refusing = gone.filter(({ nullable, defaultSql }) => !nullable && defaultSql === undefined);
  return {
    changes: refusing.map((column) => ({ kind: 'keep-removed', column })),
    kept: gone.map(({ name }) => name),
    notes: fresh.map(
      ({ name }) => `Column ${name} was removed by the service and is kept. New rows have no value in it.`,
    ),
  };
}

function columnsRemoved({ ref }: TableDesign, columns: readonly ExistingColumn[]): CodedError {
  const { namespace, table } = ref;
  const names = columns.map(({ name }) => name);
  const what = names.length === 1 ? `the column ${names[0]}` : `the columns ${names.join(', ')}`;
  return new CodedError('SQL_SCHEMA_CHANGE', {
    message: `${namespace}.${table}: the service has removed ${what}, and removed columns are to fail. Nothing was changed.`,
    details: { namespace, table, columns: names },
  });
}

/** A table is never made again while views hang on it, and rows cannot be merged by a key that they do not have. */
function refuseOtherKey({ existing, design }: EvolutionInput, { fold }: Names): void {
  const isSame =
    existing.key.length === design.key.length &&
    existing.key.every((name) => design.key.some((wanted) => fold(wanted) === fold(name)));
  if (isSame) return;
  const { namespace, table } = design.ref;
  const before = existing.key.length === 0 ? 'no primary key' : `the primary key ${existing.key.join(', ')}`;
  throw new CodedError('SQL_SCHEMA_CHANGE', {
    message: `${namespace}.${table}: the table has ${before}, and its rows are told apart by ${design.key.join(', ')}. Drop the table and initialize it again, or give it that key.`,
    details: { namespace, table },
  });
}

function tableComment({ existing, design, previous }: EvolutionInput): TableChange[] {
  const isNew = previous !== undefined && previous.comment !== design.comment && existing.comment !== design.comment;
  return isNew ? [{ kind: 'set-table-comment', comment: design.comment }] : [];
}
