import type { Authority } from './auth.js';
import type { BlobStore } from './blobs.js';
import type { ServerClock } from './clock.js';
import type { FaultBoard } from './fault-board.js';
import type { JobBoard } from './jobs.js';
import type { RequestLimits } from './limits.js';
import type { EmulatorOptions } from './options.js';
import type { RequestLog } from './request-log.js';
import type { TableCatalog } from './store/table-catalog.js';
import type { UrlSigner } from './urls.js';

/** The parts of a running emulator, as its routes see them. */
export interface ServerState {
  readonly options: EmulatorOptions;
  readonly objectRows: number;
  readonly clock: ServerClock;
  readonly authority: Authority;
  /** Undefined when the limits are off. */
  readonly limits: RequestLimits | undefined;
  readonly faults: FaultBoard;
  readonly tables: TableCatalog;
  readonly jobs: JobBoard;
  readonly blobs: BlobStore;
  readonly urls: UrlSigner;
  readonly log: RequestLog;
  rowsGenerated: number;
  /** Origin of the files, known once it listens. */
  storeUrl: string;
}
