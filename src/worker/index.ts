/** A run of `dap sync` through a queue, by any number of machines. The only part that knows BullMQ. */

export type { WorkQueue } from './queue.js';
export { openQueue } from './queue.js';
export { parseQueueAddress, queueNameOf } from './queue-address.js';
export { QueuedTableWorker } from './queued-table-worker.js';
export type { WorkerParts } from './serve-queue.js';
export { serveQueue } from './serve-queue.js';
