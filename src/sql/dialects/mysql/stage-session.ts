import { CodedError } from '../../../errors.js';
import type { StageRecord, StageSession } from '../../contract/stage.js';
import { hasErrno } from './errors.js';
import type { FileLoad } from './file-load.js';
import type { LoadTarget } from './load-target.js';
import { fileOpener } from './open-file.js';
import { rollBack } from './server.js';
import type { MysqlSession } from './session.js';
import { goneError, tellGone } from './stage-gone.js';
import { planStage } from './stage-table.js';
import { nameStaged } from './staging.js';
import { HELD } from './unless-held.js';

/** How long the server waits for a file of another process, each time: what has ended meanwhile is noticed as often. */
const TURN_SECONDS = 5;

/** A file whose line of the ledger is written, and not committed. */
interface OpenFile {
  readonly objectId: string;
  readonly target: LoadTarget;
  load?: FileLoad;
}

/**
 * Adds files to a stage, each in one transaction: line of the ledger, rows, counts of the line.
 *
 * The rows of a file are in order by `UUID_SHORT()`, which grows by one with each call as long as the server runs; a
 * variable that counts would be a warning for each file on MySQL.
 */
export async function createStageSession(
  session: MysqlSession,
  stage: StageRecord,
  onRelease: () => void,
): Promise<StageSession> {
  const { connection, meta, server } = session;
  const plan = planStage(stage);
  const turn = Math.min(TURN_SECONDS, server.lockWait.seconds);
  await connection.execute(`SET SESSION innodb_lock_wait_timeout = ${turn}`);
  let file: OpenFile | undefined;
  let isReleased = false;
  const undoFile = async (): Promise<void> => {
    const current = file;
    file = undefined;
    if (current === undefined) return;
    await current.load?.cancel();
    await rollBack(connection);
  };
  const current = (): OpenFile => {
    if (file === undefined) throw new Error('No file was begun.');
    return file;
  };
  const release = async (): Promise<void> => {
    if (isReleased) return;
    isReleased = true;
    onRelease();
    try {
      await undoFile();
    } finally {
      await connection.end();
    }
  };
  return {
    files: () => meta.stages.files(connection.query, stage),
    beginFile: async (objectId, cells) => {
      await undoFile();
      const place = await enterFile(session, stage, objectId, () => isReleased);
      if (place === undefined) return false;
      const filled = [
        { name: 'f', sql: String(place) },
        { name: 'n', sql: 'UUID_SHORT()' },
      ];
      file = { objectId, target: { table: plan.table, cells: plan.targets(cells), filled } };
      return true;
    },
    write: async (bytes, rows) => {
      if (rows === 0) return;
      const open = current();
      await tellGone(session, stage, async () => {
        open.load ??= (await fileOpener(session, open.target, (message) => nameStaged(message, plan)))();
        await open.load.write(bytes, rows);
      });
    },
    endFile: async (rows, facts) => {
      const { objectId, load } = current();
      await tellGone(session, stage, async () => load?.finish());
      await meta.stages.completeFile(connection.query, stage, { objectId, rows, facts });
      await connection.execute('COMMIT');
      file = undefined;
    },
    undoFile,
    release,
    [Symbol.asyncDispose]: release,
  };
}

/**
 * Begins a transaction with the line of a file. Waits, in turns, as long as another process is at work on the same file.
 *
 * @returns the place of the file in the job; undefined when it is in the ledger.
 */
async function enterFile(
  session: MysqlSession,
  stage: StageRecord,
  objectId: string,
  isReleased: () => boolean,
): Promise<number | undefined> {
  const { connection, meta, subject } = session;
  for (;;) {
    if (isReleased())
      throw new CodedError('SQL_CONNECTION', { message: `${subject}: the work on the stage was ended.` });
    const recorded = await meta.stages.ids(connection.query);
    if (!recorded.includes(stage.id)) throw goneError(session, stage);
    await connection.execute('START TRANSACTION');
    try {
      const place = await meta.stages.addFile(connection.query, stage, objectId);
      if (place === undefined) await rollBack(connection);
      return place;
    } catch (error) {
      await rollBack(connection);
      if (!hasErrno(error, ...HELD)) throw error;
    }
  }
}
