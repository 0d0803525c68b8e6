import type {
  CompleteJob,
  DapClient,
  JobHandle,
  LastAnswer,
  ReadTableOptions,
  TableEvent,
  TableRef,
} from '../../dap/index.js';
import type { LoadFormat } from '../contract/cell-form.js';
import type { RowLoad } from '../contract/database.js';
import type { SqlColumn } from '../contract/design.js';
import type { ValueCount, ValuePolicies } from '../contract/policies.js';
import { FileRows, tellUnknownColumns } from './file-rows.js';
import { hasFixedObject } from './fixed-object.js';
import type { Teller } from './teller.js';
import { ValueCounts } from './value-counts.js';

/** Objects are one cell of JSON. */
const MODE = 'condensed';

/** A query that was answered. */
export interface AnsweredQuery {
  readonly handle: JobHandle;
  readonly job: CompleteJob;
  /** What to record once all rows of the job are in the table. */
  readonly lastAnswer: LastAnswer | undefined;
}

/** How to fill a load. */
export interface FillOptions<L extends RowLoad> {
  readonly client: DapClient;
  readonly ref: TableRef;
  /** Changes since then; without it a snapshot. */
  readonly since?: string | undefined;
  readonly reading: Pick<
    ReadTableOptions,
    'notBefore' | 'lastAnswer' | 'modesAreEqual' | 'schemaVersion' | 'spoolFolder' | 'signal'
  >;
  readonly format: LoadFormat;
  readonly policies: ValuePolicies;
  /** Rows keep `meta.ts` and `meta.action`: the load is a staging. */
  readonly keepsMeta: boolean;
  readonly careful: boolean;
  /** The columns that the rows of a job are loaded into; undefined when nothing has to be loaded. */
  readonly plan: (job: CompleteJob) => Promise<readonly SqlColumn[] | undefined>;
  /**
   * Makes the load for the job that was planned last. Called at the first job, so that no transaction is open while it is
   * waited for, and again for a job of another schema, after the load before was aborted.
   */
  readonly open: () => Promise<L>;
  /** A job that is to be loaded in another way: it ends the fill with {@link JobForStage}. Default: none. */
  readonly isForStage?: ((job: CompleteJob) => boolean) | undefined;
  readonly tell: Teller;
}

/** Ends a fill, and the load is aborted: the rows of this job are to go into a stage. */
export class JobForStage extends Error {
  override readonly name = 'JobForStage';
  readonly answer: AnsweredQuery;
  readonly columns: readonly SqlColumn[];

  constructor(answer: AnsweredQuery, columns: readonly SqlColumn[]) {
    super('The rows of the job go into a stage.');
    this.answer = answer;
    this.columns = columns;
  }
}

/** What was filled. The load is complete and verified, but not committed. */
export interface Filled<L extends RowLoad> {
  readonly job: CompleteJob;
  /** Undefined when nothing had to be loaded. */
  readonly load: L | undefined;
  readonly lastAnswer: LastAnswer | undefined;
  readonly rows: number;
  readonly counts: readonly ValueCount[];
  /** The rows came from a stage, which is dropped once they are committed. */
  readonly isStaged?: boolean;
}

/**
 * Fills a load with the rows of a query, file by file. A file that turns out to be damaged is undone and comes again;
 * rows of a lost job are undone before those of its successor come. After a failure the load is aborted.
 *
 * @throws the errors of the client and of the load; JobForStage; CodedError `DAP_ROW_INVALID` for a line that is no row
 * in two copies of its file, `SQL_ROW_REFUSED` where a more careful load may help.
 */
export async function fill<L extends RowLoad>(options: FillOptions<L>): Promise<Filled<L>> {
  const filling = new Filling(options);
  try {
    return await filling.run();
  } catch (error) {
    await filling.abort();
    if (!(error instanceof ModesDiffer)) throw error;
    return await fill({ ...options, reading: { ...options.reading, modesAreEqual: false } });
  }
}

/** A query was asked in another mode, and the schema of its job has a column for which that makes a difference. */
class ModesDiffer extends Error {
  override readonly name = 'ModesDiffer';
}

class Filling<L extends RowLoad> {
  readonly #options: FillOptions<L>;
  readonly #counts = new ValueCounts();
  #job: CompleteJob | undefined;
  #columns: readonly SqlColumn[] | undefined;
  #load: L | undefined;
  #file: FileRows | undefined;
  /** Rows of finished files, and their number. */
  #rows = 0;
  #files = 0;
  readonly #toldColumns = new Set<string>();

  constructor(options: FillOptions<L>) {
    this.#options = options;
  }

  async run(): Promise<Filled<L>> {
    const { client, ref, since, reading, tell } = this.#options;
    tell.phase('waiting');
    const query = { format: 'tsv', mode: MODE } as const;
    const events = client.readTable(ref, since === undefined ? query : { ...query, since }, reading);
    for await (const event of events) {
      if (event.type === 'end') return this.#filled(event.point.lastAnswer);
      if (event.type === 'job') await this.#beginJob(event);
      else await this.#handle(event);
      if (this.#isIdle()) return this.#filled({ jobId: (this.#job as CompleteJob).id });
    }
    throw new Error('The client ended a table without its last event.');
  }

  async abort(): Promise<void> {
    await this.#load?.abort();
  }

  /** Files of a job that nobody wants are not fetched. */
  #isIdle(): boolean {
    return this.#load === undefined && (this.#job?.objects.length ?? 0) > 0;
  }

  #filled(lastAnswer: LastAnswer | undefined): Filled<L> {
    this.#options.reading.signal?.throwIfAborted();
    const job = this.#job as CompleteJob;
    return { job, load: this.#load, lastAnswer, rows: this.#rows, counts: this.#counts.all() };
  }

  async #beginJob({ job, handle, restart, end }: Extract<TableEvent, { type: 'job' }>): Promise<void> {
    const { tell, plan, open, isForStage } = this.#options;
    const before = this.#job;
    this.#job = job;
    if (restart !== undefined) tell.warn(`The query is repeated: ${restart.reason.message}.`);
    if (restart?.isSameJob === true && this.#load !== undefined) return await this.#undoFile();
    await this.#undoAll();
    if (this.#load === undefined || before?.schema_version !== job.schema_version) {
      await this.abort();
      this.#load = undefined;
      this.#columns = await plan(job);
    }
    const columns = this.#columns;
    if (handle.query.mode !== MODE && hasFixedObject(columns ?? [])) throw new ModesDiffer();
    if (columns !== undefined && isForStage?.(job) === true) {
      throw new JobForStage({ handle, job, lastAnswer: end.lastAnswer }, columns);
    }
    if (columns !== undefined) this.#load ??= await open();
    tell.phase('loading');
  }

  async #handle(event: Exclude<TableEvent, { type: 'job' | 'end' }>): Promise<void> {
    switch (event.type) {
      case 'object':
        return await this.#beginFile(event);
      case 'chunk':
        await this.#file?.write(event, this.#counts);
        return this.#tellProgress(false);
      case 'object-again':
        this.#options.tell.warn(`A file comes again: ${event.reason.message}.`);
        return await this.#undoFile();
      case 'object-end':
        return await this.#endFile();
      default:
        event satisfies never;
    }
  }

  async #beginFile({ objectId, header }: Extract<TableEvent, { type: 'object' }>): Promise<void> {
    // A file that is empty has not even a header.
    if (header === undefined) return;
    const [load, columns] = [this.#load as L, this.#columns as readonly SqlColumn[]];
    this.#file = new FileRows({ ...this.#options, objectId, header, load, columns });
    tellUnknownColumns(this.#file, this.#toldColumns, this.#options.tell);
    if (this.#file.cells !== undefined) await load.beginFile(this.#file.cells);
  }

  async #endFile(): Promise<void> {
    if (this.#file !== undefined) {
      this.#file.end();
      await this.#load?.endFile();
      this.#counts.endFile();
      this.#rows += this.#file.rows;
    }
    this.#file = undefined;
    this.#files += 1;
    this.#tellProgress(true);
  }

  async #undoFile(): Promise<void> {
    this.#file = undefined;
    this.#counts.undoFile();
    await this.#load?.undoFile();
  }

  async #undoAll(): Promise<void> {
    this.#file = undefined;
    this.#counts.undoAll();
    this.#rows = 0;
    this.#files = 0;
    await this.#load?.undoAll();
  }

  #tellProgress(isFileEnd: boolean): void {
    const ofFiles = this.#job?.objects.length ?? 0;
    this.#options.tell.progress(this.#rows + (this.#file?.rows ?? 0), this.#files, ofFiles, isFileEnd);
  }
}
