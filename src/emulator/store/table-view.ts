import type { TableFact } from '../facts/column-fact.js';
import type { Micros } from '../instant.js';

/** What commits did to one row. */
export interface RowChange {
  /** 0 as inserted, then one more with every update. */
  readonly version: number;
  /** Instant of the newest commit that touched the row. */
  readonly at: Micros;
  readonly deleted: boolean;
}

/**
 * A table as of one commit. Immutable: a commit makes a new view, so a job keeps the one it was asked for.
 * Rows are numbered from 0; the rows below `baseRows` exist without being stored anywhere.
 */
export interface TableView {
  readonly fact: TableFact;
  readonly schemaVersion: number;
  /** Rows at the start. */
  readonly baseRows: number;
  /** Rows ever, deleted ones included: row numbers run below it. */
  readonly rows: number;
  readonly deletedRows: number;
  /** Instants of the commits that wrote the base rows, oldest first. */
  readonly history: readonly Micros[];
  /** Whether base rows lie in the order of their commits (logs), or are strewn over them. */
  readonly chronological: boolean;
  readonly changes: ReadonlyMap<number, RowChange>;
  /** Instant of the newest commit. */
  readonly newestAt: Micros;
  /** Instant of the last reload; every row counts as written then. */
  readonly reloadedAt: Micros | undefined;
  /** Rows written at or before this are out of the table's window. */
  readonly windowStart: Micros | undefined;
}

/** Instant of the commit that a row's `meta.ts` shows. */
export function instantOf(view: TableView, index: number): Micros {
  const changed = view.changes.get(index)?.at;
  const at = changed ?? baseInstant(view, index);
  return view.reloadedAt !== undefined && view.reloadedAt > at ? view.reloadedAt : at;
}

function baseInstant(view: TableView, index: number): Micros {
  const { history, baseRows } = view;
  const slot = view.chronological
    ? Math.floor((index * history.length) / Math.max(1, baseRows))
    : (Math.imul(index + 1, 0x9e3779b1) >>> 16) % history.length;
  return history[slot] ?? view.newestAt;
}

/** Whether the row is in the table now. */
export function isPresent(view: TableView, index: number): boolean {
  if (view.changes.get(index)?.deleted === true) return false;
  return view.windowStart === undefined || instantOf(view, index) > view.windowStart;
}

/** How many rows the table has now. */
export function countPresent(view: TableView): number {
  if (view.windowStart === undefined) return view.rows - view.deletedRows;
  let count = 0;
  for (let index = 0; index < view.rows; index += 1) if (isPresent(view, index)) count += 1;
  return count;
}

/** How many rows are looked at before the caller may let others run. */
const STRIDE = 100_000;

/**
 * Numbers of the rows whose newest version was written in (since, until], ascending, in bounded portions so that
 * the server stays awake.
 */
export function* changedRows(view: TableView, since: Micros, until: Micros): Generator<readonly number[]> {
  const oldestBase = view.reloadedAt === undefined ? view.history[view.history.length - 1] : view.reloadedAt;
  const inside = (index: number): boolean => {
    const at = instantOf(view, index);
    return at > since && at <= until;
  };
  if (oldestBase === undefined || since >= oldestBase) {
    yield [...view.changes.keys()].filter(inside).sort((a, b) => a - b);
    return;
  }
  for (let from = 0; from < view.rows; from += STRIDE) {
    const portion: number[] = [];
    for (let index = from; index < Math.min(from + STRIDE, view.rows); index += 1)
      if (inside(index)) portion.push(index);
    yield portion;
  }
}
