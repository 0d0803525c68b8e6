import type { DapClient, FileEvent, ObjectBegin, ObjectChunk } from '../../../dap/index.js';
import { isCodedError } from '../../../errors.js';
import type { LoadFormat } from '../../contract/cell-form.js';
import type { StageSession } from '../../contract/stage.js';
import { FileRows, tellUnknownColumns } from '../file-rows.js';
import type { Teller } from '../teller.js';
import { ValueCounts } from '../value-counts.js';
import { writeFacts } from './file-facts.js';
import type { PlannedStage } from './usable-stage.js';

/** What loading files into a stage needs. */
export interface StageLoading extends PlannedStage {
  readonly client: DapClient;
  readonly session: StageSession;
  readonly format: LoadFormat;
  /** Ids of the files to load; those that are in the ledger are left out. */
  readonly objectIds: readonly string[];
  readonly careful: boolean;
  /** Asked before each file. Default: yes. */
  readonly mayLoad?: (() => boolean) | undefined;
  /** A file was added here. */
  readonly onFile?: (() => void) | undefined;
  readonly spoolFolder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly tell: Teller;
}

/**
 * Adds files to a stage, each with its line of the ledger in a transaction. A file that another process adds meanwhile is
 * left to that one. A file with a row that the database refuses comes once more with careful checks.
 *
 * @returns ids of the files that are not in the ledger: `mayLoad` said no.
 * @throws JobLostError when the job of the stage is gone; the errors of the client and of the session. Files that were
 * added before stay.
 */
export async function loadIntoStage(loading: StageLoading): Promise<readonly string[]> {
  return await new StageLoader(loading).run();
}

/** The file under way. */
interface OpenFile {
  readonly objectId: string;
  /** Undefined for a file that is empty: it has not even a header. */
  readonly rows: FileRows | undefined;
  readonly counts: ValueCounts;
}

class StageLoader {
  readonly #loading: StageLoading;
  readonly #toldColumns = new Set<string>();
  readonly #careful = new Set<string>();
  #missing: readonly string[] = [];
  #file: OpenFile | undefined;
  /** Files in the ledger, and their rows. */
  #ledger = { files: 0, rows: 0 };

  constructor(loading: StageLoading) {
    this.#loading = loading;
  }

  async run(): Promise<readonly string[]> {
    await this.#readLedger();
    while (this.#goesOn()) {
      try {
        await this.#pass();
      } catch (error) {
        await this.#undoFailed(error);
      }
    }
    const missing = new Set(this.#missing);
    return this.#loading.objectIds.filter((id) => missing.has(id));
  }

  #goesOn(): boolean {
    const { signal, mayLoad } = this.#loading;
    signal?.throwIfAborted();
    return this.#missing.length > 0 && (mayLoad === undefined || mayLoad());
  }

  async #readLedger(): Promise<void> {
    const { session, objectIds, tell } = this.#loading;
    const files = await session.files();
    const there = new Set(files.map(({ objectId }) => objectId));
    this.#missing = [...new Set(objectIds)].filter((id) => !there.has(id));
    this.#ledger = { files: files.length, rows: files.reduce((sum, { rows }) => sum + rows, 0) };
    tell.phase('loading');
    this.#tellProgress(true);
  }

  /** Loads missing files in their order, until one of them turns out to be there already. */
  async #pass(): Promise<void> {
    const { client, plan, spoolFolder, signal } = this.#loading;
    for await (const event of client.readFiles(plan.answer.handle, this.#missing, { spoolFolder, signal })) {
      if (event.type === 'object' && !(await this.#beginFile(event))) return await this.#passBy();
      if (event.type !== 'object') await this.#handle(event);
      if (event.type === 'object-end' && !this.#goesOn()) return;
    }
  }

  async #handle(event: Exclude<FileEvent, ObjectBegin>): Promise<void> {
    switch (event.type) {
      case 'chunk':
        return await this.#write(event);
      case 'object-again':
        this.#loading.tell.warn(`A file comes again: ${event.reason.message}.`);
        return await this.#undoFile();
      case 'object-end':
        return await this.#endFile();
      default:
        event satisfies never;
    }
  }

  /** @returns false when the file is in the ledger. */
  async #beginFile({ objectId, header }: ObjectBegin): Promise<boolean> {
    const { session, tell } = this.#loading;
    const rows = header === undefined ? undefined : this.#rowsOf(objectId, header);
    this.#file = { objectId, rows, counts: new ValueCounts() };
    if (rows === undefined) return await session.beginFile(objectId, []);
    tellUnknownColumns(rows, this.#toldColumns, tell);
    return rows.cells === undefined || (await session.beginFile(objectId, rows.cells));
  }

  #rowsOf(objectId: string, header: Buffer): FileRows {
    const { session, record, plan, format, careful } = this.#loading;
    const { ref, columns } = record;
    return new FileRows({
      ref,
      since: plan.kind === 'changes' ? record.since : undefined,
      objectId,
      header,
      load: session,
      columns,
      format,
      policies: plan.policies,
      keepsMeta: plan.kind !== 'fresh',
      careful: careful || plan.careful || this.#careful.has(objectId),
    });
  }

  async #write(event: ObjectChunk): Promise<void> {
    const { rows, counts } = this.#file as OpenFile;
    await rows?.write(event, counts);
    this.#tellProgress(false);
  }

  async #endFile(): Promise<void> {
    const { objectId, rows, counts } = this.#file as OpenFile;
    rows?.end();
    counts.endFile();
    await this.#loading.session.endFile(rows?.rows ?? 0, writeFacts(counts.all()));
    this.#file = undefined;
    this.#loading.onFile?.();
    this.#missing = this.#missing.filter((id) => id !== objectId);
    this.#ledger = { files: this.#ledger.files + 1, rows: this.#ledger.rows + (rows?.rows ?? 0) };
    this.#tellProgress(true);
  }

  /** Goes on at another file than the process that has added this one is likely to. */
  async #passBy(): Promise<void> {
    this.#file = undefined;
    await this.#readLedger();
    const at = Math.floor(Math.random() * this.#missing.length);
    this.#missing = [...this.#missing.slice(at), ...this.#missing.slice(0, at)];
  }

  async #undoFile(): Promise<void> {
    this.#file = undefined;
    await this.#loading.session.undoFile();
  }

  /** @throws the error, unless the file is worth another try. */
  async #undoFailed(error: unknown): Promise<void> {
    const objectId = this.#file?.objectId;
    try {
      await this.#undoFile();
    } catch {
      // The connection is lost, and with it the transaction of the file.
      throw error;
    }
    const { careful, plan, tell } = this.#loading;
    const isCareful = careful || plan.careful || objectId === undefined || this.#careful.has(objectId);
    if (isCareful || !isCodedError(error, 'SQL_ROW_REFUSED')) throw error;
    tell.warn(`A file is loaded again with careful checks: ${(error as Error).message}`);
    this.#careful.add(objectId);
  }

  #tellProgress(isFileEnd: boolean): void {
    const { tell, record } = this.#loading;
    const { files, rows } = this.#ledger;
    tell.progress(rows + (this.#file?.rows?.rows ?? 0), files, record.objectIds.length, isFileEnd);
  }
}
