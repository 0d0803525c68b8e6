import { setTimeout as delay } from 'node:timers/promises';
import { compareInstants } from '../../src/dap/index.js';
import { isAbort, isCodedError } from '../../src/errors.js';
import { Cutter } from '../sql-support/cutting-socket.js';
import { SqlLab } from '../sql-support/sql-lab.js';
import type { Target } from '../sql-support/targets.js';
import { Columns, nextStep, type Step } from './history-steps.js';
import { Random } from './random.js';

const NAMESPACE = 'canvas';
const TABLE = 'assignments';
const NAME = 'canvas.assignments';
const VIEW = 'my_assignments';
const NOTE = 'my_note';

/** What a history came to. */
export interface HistoryReport {
  /** Empty if everything held. */
  readonly problems: readonly string[];
  /** What happened, a line each. */
  readonly steps: readonly string[];
}

/** Makes the history of a seed on an empty database, and looks at the table after each of its steps. */
export async function runHistory(target: Target, seed: number): Promise<HistoryReport> {
  const random = new Random(seed);
  const rows = random.below(60);
  const objectRows = 5 + random.below(40);
  const lab = await SqlLab.start(target, { tables: { [NAME]: rows }, objectRows, seed, nulCharacters: false });
  const history = new History(lab, random);
  try {
    await history.run(8 + random.below(16));
    return { problems: history.problems, steps: history.steps };
  } catch (error) {
    const problems = [
      ...history.problems,
      `the history broke off: ${error instanceof Error ? error.stack : String(error)}`,
    ];
    return { problems, steps: history.steps };
  } finally {
    await lab.close();
  }
}

class History {
  readonly problems: string[] = [];
  readonly steps: string[] = [];
  readonly #lab: SqlLab;
  readonly #random: Random;
  readonly #columns: Columns;
  #bookmark: string | undefined;
  #hasView = false;
  #wasDropped = false;

  constructor(lab: SqlLab, random: Random) {
    this.#lab = lab;
    this.#random = random;
    this.#columns = new Columns(random);
  }

  async run(length: number): Promise<void> {
    await this.#lab.log.add(NAMESPACE, TABLE, '');
    // All of them beforehand: what a step comes to may hang on time, and must not change the ones after it.
    const steps = Array.from({ length }, () => nextStep(this.#random, this.#columns));
    for (const [n, step] of steps.entries()) {
      if (this.problems.length > 0) break;
      this.steps.push(`${n + 1}. ${JSON.stringify(step)}`);
      await this.#take(step);
      await this.#look();
    }
    if (this.problems.length > 0) return;
    this.steps.push('in the end: everything heals');
    this.#lab.emulator.faults.clear();
    await this.#mustBecomeTrue();
  }

  async #take(step: Step): Promise<void> {
    const { emulator } = this.#lab;
    switch (step.kind) {
      case 'commit':
        return await this.#committed(this.#lab.commit(NAME, step));
      case 'evolve':
        return await this.#committed(
          this.#lab.commit(NAME, { updates: step.updates, deletes: 0, inserts: 1, schema: [step.change] }),
        );
      case 'reload':
        return await this.#committed(emulator.reload(NAMESPACE, TABLE).at);
      case 'expire':
        emulator.clock.advance(25 * 3_600_000);
        return;
      case 'fault':
        emulator.faults.set({ name: step.name, times: step.times, table: NAME });
        return;
      case 'verify':
        return await this.#attempt(() => this.#lab.verify(NAME));
      case 'drop':
        return await this.#drop();
      case 'rivals':
        return await this.#rivals();
      case 'cut':
        return await this.#attempt(() => this.#sync({ cutter: new Cutter(step.at, step.place, step.all) }));
      case 'abort':
        return await this.#attempt(() => this.#sync({ signal: AbortSignal.timeout(step.afterMs) }));
      case 'sync':
        await this.#attempt(() => this.#sync({}));
        return await this.#interfere();
    }
  }

  async #committed(at: string): Promise<void> {
    await this.#lab.log.add(NAMESPACE, TABLE, at);
  }

  /** Initializes the table, or brings it up to date, as its record demands. */
  async #sync({ cutter, signal }: { readonly cutter?: Cutter; readonly signal?: AbortSignal }): Promise<void> {
    if (this.#bookmark === undefined) await this.#lab.initialize(NAME, { signal }, cutter);
    else await this.#lab.synchronize(NAME, { signal }, cutter);
  }

  /** A command may fail while something is wrong; what it leaves is looked at afterwards. */
  async #attempt(command: () => Promise<unknown>): Promise<void> {
    try {
      await command();
    } catch (error) {
      if (!isCodedError(error) && !isAbort(error) && !(error instanceof DOMException)) throw error;
      const name = isCodedError(error) ? error.code : (error as Error).name;
      this.steps.push(`   ${name}: ${(error as Error).message.slice(0, 160)}`);
    }
  }

  /** Two processes at once: the lock lets one of them work. DuckDB's is that of the whole file, tested elsewhere. */
  async #rivals(): Promise<void> {
    const count = this.#lab.scratch.dialect === 'duckdb' ? 1 : 2;
    await Promise.all(Array.from({ length: count }, () => this.#attempt(() => this.#sync({}))));
  }

  async #drop(): Promise<void> {
    await this.#attempt(() => this.#lab.drop(NAME, { cascade: true }));
    if ((await this.#lab.scratch.read(NAMESPACE, TABLE)) !== undefined) return;
    this.#bookmark = undefined;
    this.#wasDropped = true;
    if (this.#hasView && this.#lab.scratch.dialect !== 'postgresql') {
      await this.#lab.scratch.query(`drop view if exists ${this.#lab.scratch.nameOf(NAMESPACE, VIEW)}`);
    }
    this.#hasView = false;
  }

  /** The user adds a column and a view to the table. */
  async #interfere(): Promise<void> {
    const { scratch } = this.#lab;
    if (this.#hasView || this.#random.below(3) > 0 || (await this.#lab.bookmark(NAME)) === undefined) return;
    const table = scratch.nameOf(NAMESPACE, TABLE);
    await scratch.query(`alter table ${table} add column ${NOTE} varchar(20)`);
    await scratch.query(
      `create view ${scratch.nameOf(NAMESPACE, VIEW)} as select id, title, peer_review_count from ${table}`,
    );
    this.steps.push('   the user adds a column and a view');
    this.#hasView = true;
  }

  /** The table equals the service at its own bookmark, which never goes back. */
  async #look(): Promise<void> {
    const bookmark = await this.#settled();
    if (bookmark === undefined) {
      if (this.#bookmark !== undefined) this.problems.push('the record is gone');
      return;
    }
    if (this.#bookmark !== undefined && compareInstants(bookmark, this.#bookmark) < 0) {
      this.problems.push(`the bookmark went back from ${this.#bookmark} to ${bookmark}`);
    }
    this.#bookmark = bookmark;
    await this.#compare(bookmark);
    if (!this.#hasView) return;
    await this.#lab.scratch.query(`select count(*) as n from ${this.#lab.scratch.nameOf(NAMESPACE, VIEW)}`);
  }

  async #compare(bookmark: string): Promise<void> {
    const truth = this.#lab.log.at(NAMESPACE, TABLE, bookmark);
    const stored = await this.#lab.scratch.read(NAMESPACE, TABLE);
    // Where DDL is not transactional, columns may come before the rows, and go after them.
    // A new load may get an earlier snapshot, under the schema of today.
    const isAhead = this.#lab.scratch.dialect === 'mysql' || this.#wasDropped;
    const extra = isAhead ? (stored?.columns.map(({ name }) => name) ?? []) : [];
    this.problems.push(...(await this.#lab.differences(NAME, { ownColumns: [NOTE, ...extra] }, truth)));
  }

  /** A server may still be at work on what a connection sent before it broke. */
  async #settled(): Promise<string | undefined> {
    let bookmark = await this.#lab.bookmark(NAME);
    for (let same = 0; same < 2; ) {
      await delay(4);
      const now = await this.#lab.bookmark(NAME);
      same = now === bookmark ? same + 1 : 0;
      bookmark = now;
    }
    return bookmark;
  }

  /**
   * With nothing wrong any more, one run must reach the truth, as soon as locks of dead sessions are gone; two, if the
   * first has to load the table: the service answers with an earlier snapshot for a day.
   */
  async #mustBecomeTrue(): Promise<void> {
    const runs = this.#bookmark === undefined ? 2 : 1;
    for (let run = 0; run < runs; run += 1) {
      await this.#syncSoon();
      await this.#look();
    }
    this.problems.push(...(await this.#lab.differences(NAME, { ownColumns: [NOTE] })));
  }

  async #syncSoon(): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await this.#sync({});
      } catch (error) {
        if (!isCodedError(error, 'SQL_TABLE_BUSY') || tries === 100) throw error;
        await delay(20);
      }
    }
  }
}
