/** A run of `dap sync` through a queue, by any number of machines. The only part that knows BullMQ. */

export type { QueueOptions, WorkQueue } from './queue.js';
export { openQueue } from './queue.js';
export type { QueueAddress } from './queue-address.js';
export { parseQueueAddress, queueNameOf } from './queue-address.js';
export type { QueuedOptions } from './queued-table-worker.js';
export { QueuedTableWorker } from './queued-table-worker.js';
export type { FileLoading, WorkerParts } from './serve-queue.js';
export { serveQueue } from './serve-queue.js';
