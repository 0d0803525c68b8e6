import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SyncTable, TableOutcome } from '../sync/contract/events.js';
import type { TableJob } from '../sync/contract/table-work.js';

/** Work on a table: its first pass asks for a job and leaves large ones to file jobs, its second one merges. */
export interface TableJobData {
  readonly version: 1;
  readonly job: TableJob;
  readonly step: 'plan' | 'merge';
}

/** Files of a stage to be loaded. */
export interface FileJobData {
  readonly version: 1;
  readonly run: string;
  readonly table: SyncTable;
  readonly stageId: string;
  readonly objectIds: readonly string[];
}

/** What the work on a table came to. */
export type TableJobResult =
  | { readonly outcome: TableOutcome }
  /** A failure that concerns all tables. */
  | { readonly failure: { readonly code: string; readonly message: string } };

const table = z.object({ namespace: z.string(), table: z.string(), schema: z.string() });
const tableJob = z.object({
  version: z.literal(1),
  step: z.enum(['plan', 'merge']),
  job: z.object({ run: z.string(), due: z.string(), table, action: z.enum(['initialize', 'synchronize']) }),
});
const fileJob = z.object({
  version: z.literal(1),
  run: z.string(),
  table,
  stageId: z.string().regex(/^[0-9a-f]{32}$/),
  objectIds: z.array(z.string()).min(1),
});

/** @throws Error for data of another version of this program: the job fails, and the coordinator plans it again. */
export function readTableJob(data: unknown): TableJobData {
  return tableJob.parse(data);
}

/** @throws Error as {@link readTableJob} does. */
export function readFileJob(data: unknown): FileJobData {
  return fileJob.parse(data);
}

/** The id of the job of a table in a run: adding it twice is adding it once. */
export function tableJobId({ run, table }: TableJob): string {
  return `table-${digest([run, table.schema, table.namespace, table.table])}`;
}

/** The id of the job for some files of a stage. */
export function fileJobId({ stageId, objectIds }: Pick<FileJobData, 'stageId' | 'objectIds'>): string {
  return `files-${digest([stageId, ...objectIds])}`;
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
