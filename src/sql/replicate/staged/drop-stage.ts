import { isAbort } from '../../../errors.js';
import type { TableWork } from '../table-work.js';

/** Drops the stage that is there, and says why: `reason` follows "The stage of the table is dropped: ". */
export async function dropStage(work: TableWork, reason: string): Promise<void> {
  work.tell.warn(`The stage of the table is dropped: ${reason}.`);
  await work.session.dropStage();
}

/**
 * Drops whatever stage there is after a commit: it began from a bookmark of before. The next sync would drop it as well,
 * so a failure is only told.
 */
export async function dropPassedStage(work: TableWork): Promise<void> {
  try {
    await work.session.dropStage();
  } catch (error) {
    if (isAbort(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    work.tell.warn(`The table is complete, but its stage could not be dropped. The next sync drops it. ${reason}`);
  }
}
