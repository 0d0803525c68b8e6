import { isAbort } from '../../../errors.js';
import type { Database, TableSession } from '../../contract/database.js';
import type { StageKeeper } from '../../contract/stage.js';
import type { TableWork } from '../table-work.js';

/** A session and a database that have stages. */
export interface Stages {
  readonly keeper: StageKeeper;
  readonly database: Required<Pick<Database, 'openStage'>>;
}

/** The stages of a table under its lock; undefined where the database has none. */
export function stagesOf({ session, database }: TableWork): Stages | undefined {
  return isKeeper(session) && hasStages(database) ? { keeper: session, database } : undefined;
}

/** Narrows a database to one that has stages. */
export function hasStages(database: Database): database is Database & Stages['database'] {
  return database.openStage !== undefined;
}

function isKeeper(session: TableSession): session is TableSession & StageKeeper {
  return session.stage !== undefined;
}

/** Drops the stage that is there, and says why: `reason` follows "The stage of the table is dropped: ". */
export async function dropStage(work: TableWork, reason: string): Promise<void> {
  work.tell.warn(`The stage of the table is dropped: ${reason}.`);
  await stagesOf(work)?.keeper.dropStage();
}

/**
 * Drops whatever stage there is after a commit: it began from a bookmark of before. The next sync would drop it as well,
 * so a failure is only told.
 */
export async function dropPassedStage(work: TableWork): Promise<void> {
  try {
    await stagesOf(work)?.keeper.dropStage();
  } catch (error) {
    if (isAbort(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    work.tell.warn(`The table is complete, but its stage could not be dropped. The next sync drops it. ${reason}`);
  }
}
