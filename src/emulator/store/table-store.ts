import type { CommitSpec, TableCommit } from '../emulator.js';
import type { TableFact } from '../facts/column-fact.js';
import { Dice } from '../generator/dice.js';
import type { Micros } from '../instant.js';
import { MICROS_PER_DAY } from '../instant.js';
import type { RowChange, TableView } from './table-view.js';

/** What a table starts from. */
export interface TableStart {
  readonly fact: TableFact;
  readonly baseRows: number;
  readonly history: readonly Micros[];
  readonly seed: number;
  /** Days that rows stay in the table (logs), instead of for ever. */
  readonly windowDays?: number;
}

/** How far back an incremental query may reach before the oldest commit of a table without a window. */
const REACH_DAYS = 30;

/** One table: its present view, and the changes that make the next one. */
export class TableStore {
  readonly #defaultWindowDays: number | undefined;
  #retentionDays: number | undefined;
  readonly #dice: Dice;
  #view: TableView;

  constructor(start: TableStart) {
    this.#defaultWindowDays = start.windowDays;
    this.#dice = new Dice(start.seed);
    this.#view = {
      fact: start.fact,
      schemaVersion: 1,
      baseRows: start.baseRows,
      rows: start.baseRows,
      deletedRows: 0,
      history: start.history,
      chronological: start.windowDays !== undefined,
      changes: new Map(),
      newestAt: start.history[start.history.length - 1] ?? 0,
      reloadedAt: undefined,
      windowStart: undefined,
    };
  }

  /** The table at server time `now`; a window moves by whole days, so that files can be shared. */
  view(now: Micros): TableView {
    if (this.#defaultWindowDays === undefined) return this.#view;
    const today = Math.floor(now / MICROS_PER_DAY) * MICROS_PER_DAY;
    return { ...this.#view, windowStart: today - (this.#keptDays ?? 0) * MICROS_PER_DAY };
  }

  /** Days that are kept of a log, or that `since` may reach back; undefined: unlimited. */
  get #keptDays(): number | undefined {
    return this.#retentionDays ?? this.#defaultWindowDays;
  }

  /** Sets the retention in days, or restores the default. */
  setRetention(days: number | undefined): void {
    this.#retentionDays = days;
  }

  /** The earliest `since` that can be answered. */
  earliestSince(now: Micros): Micros {
    if (this.#keptDays !== undefined) return now - this.#keptDays * MICROS_PER_DAY;
    return (this.#view.history[0] ?? 0) - REACH_DAYS * MICROS_PER_DAY;
  }

  /** Changes rows as one commit at `at`. */
  commit(spec: CommitSpec, at: Micros): TableCommit {
    const present = this.#view.rows - this.#view.deletedRows;
    const share = (part: number): number => Math.max(1, Math.floor(present * part));
    // Logs are written once: they only grow by default.
    const isLog = this.#defaultWindowDays !== undefined;
    const changes = new Map(this.#view.changes);
    const touched = new Set<number>();
    const deletes = this.#touch(
      Math.min(present, spec.deletes ?? (isLog ? 0 : share(0.002))),
      touched,
      changes,
      (old) => {
        return { version: old, at, deleted: true };
      },
    );
    const updates = this.#touch(
      Math.min(present - deletes, spec.updates ?? (isLog ? 0 : share(0.01))),
      touched,
      changes,
      (old) => {
        return { version: old + 1, at, deleted: false };
      },
    );
    const inserts = spec.inserts ?? share(0.005);
    const ghosts = spec.ghosts ?? 0;
    const { rows } = this.#view;
    for (let n = 0; n < inserts + ghosts; n += 1) changes.set(rows + n, { version: 0, at, deleted: n >= inserts });
    this.#view = {
      ...this.#view,
      changes,
      rows: rows + inserts + ghosts,
      deletedRows: this.#view.deletedRows + deletes + ghosts,
      newestAt: at,
    };
    const { namespace, table } = this.#view.fact;
    return { namespace, table, updates, deletes, inserts, ghosts };
  }

  #touch(
    count: number,
    touched: Set<number>,
    changes: Map<number, RowChange>,
    change: (version: number) => RowChange,
  ): number {
    let done = 0;
    let index = 0;
    for (let tries = 0; done < count && tries < this.#view.rows + 20 * count; tries += 1) {
      // At random first; if few rows are left, one after the other.
      index = tries < 20 * count ? this.#dice.below(this.#view.rows) : (index + 1) % this.#view.rows;
      const old = changes.get(index);
      if (touched.has(index) || old?.deleted === true) continue;
      touched.add(index);
      changes.set(index, change(old?.version ?? 0));
      done += 1;
    }
    return done;
  }

  /** Reloads the table: same rows, all written at `at`. */
  reload(at: Micros): void {
    this.#view = { ...this.#view, reloadedAt: at, newestAt: at };
  }

  /** Replaces the columns: a new schema version. */
  setFact(fact: TableFact, at: Micros): number {
    this.#view = { ...this.#view, fact, schemaVersion: this.#view.schemaVersion + 1, newestAt: at };
    return this.#view.schemaVersion;
  }
}
