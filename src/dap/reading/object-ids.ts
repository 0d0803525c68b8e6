import type { CompleteJob } from '../wire.js';

/** The ids of a job's objects in its order, each once. */
export function objectIdsOf(job: CompleteJob): string[] {
  return [...new Set(job.objects.map(({ id }) => id))];
}
