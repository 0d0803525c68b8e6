import type { RowLoad } from '../contract/database.js';
import type { TableRecord } from '../contract/record.js';
import type { FillOptions } from './fill.js';
import { policiesOf, type TableWork } from './table-work.js';

/** What differs from fill to fill. */
export interface FillChoice<L extends RowLoad>
  extends Pick<FillOptions<L>, 'plan' | 'open'>,
    Pick<FillOptions<L>['reading'], 'notBefore' | 'lastAnswer' | 'modesAreEqual' | 'schemaVersion'> {
  /** A snapshot for a table that is not there; changes, or a snapshot, for one that is. */
  readonly kind: 'fresh' | 'changes' | 'snapshot';
  /** The record of a table that is there: changes are those since then. */
  readonly before?: TableRecord | undefined;
}

/** Changes since then; undefined for a snapshot. */
function sinceOf({ kind, before }: Pick<FillChoice<RowLoad>, 'kind' | 'before'>): string | undefined {
  return kind === 'changes' ? before?.timestamp : undefined;
}

/** How to fill a load by a choice. */
export function fillOptionsOf<L extends RowLoad>(
  work: TableWork,
  choice: FillChoice<L>,
  careful: boolean,
): FillOptions<L> {
  const { client, database, replica, options, tell } = work;
  const { plan, open, notBefore, lastAnswer, modesAreEqual, schemaVersion } = choice;
  const { spoolFolder, signal } = options;
  return {
    client,
    ref: replica.ref,
    since: sinceOf(choice),
    reading: { notBefore, lastAnswer, modesAreEqual, schemaVersion, spoolFolder, signal },
    format: database.loadFormat,
    policies: policiesOf(options),
    keepsMeta: choice.kind !== 'fresh',
    careful,
    plan,
    open,
    tell,
  };
}
