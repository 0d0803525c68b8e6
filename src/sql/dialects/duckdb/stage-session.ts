import type { MetaTables } from '../../contract/meta.js';
import type { Replica } from '../../contract/names.js';
import type { StageRecord, StageSession } from '../../contract/stage.js';
import type { Connection } from './connection.js';
import { needToMerge } from './memory-need.js';
import { plainName } from './names.js';
import type { SharedFile } from './open-file.js';
import { createSpooledRows } from './spooled-rows.js';
import { type AddedFile, commitFile, explained, insertPart, isAbsent, misuse, takeTurn } from './stage-files.js';
import { readStage, type StageParts } from './stage-keeper.js';
import { partNumber } from './stage-table.js';

/** See `Database.openStage`. */
export async function openStageSession(
  file: SharedFile,
  meta: MetaTables,
  wanted: Replica & Pick<StageRecord, 'id'>,
): Promise<{ stage: StageRecord; session: StageSession } | undefined> {
  const connection = await file.connect();
  const parts = partsOf(file, meta, connection);
  try {
    const stage = await readStage(parts, wanted);
    if (stage?.id === wanted.id) return { stage, session: createSession(parts, stage) };
  } catch (error) {
    connection.close();
    throw error;
  }
  connection.close();
  return undefined;
}

function partsOf(file: SharedFile, meta: MetaTables, connection: Connection): StageParts {
  return { file, meta, connection, run: (sql, values) => connection.query(sql, values) };
}

/**
 * Rows wait in the spool until their file has ended; one transaction then takes the rows and the line of the ledger. Only
 * this process knows that a file is under way, and no other can have the database.
 */
function createSession(parts: StageParts, stage: StageRecord): StageSession {
  const { file, meta, connection, run } = parts;
  let adding: AddedFile | undefined;
  const rows = createSpooledRows(file.spool, {
    label: plainName(stage.target),
    insert: (source, index) => insertPart(parts, stage, source, partNumber(current().place, index)),
    atomically: (act) => {
      file.memory.expect(needToMerge(stage.columns.length, rows.vectorBytes));
      return commitFile(parts, stage, current(), act);
    },
  });
  const current = (): AddedFile => {
    if (adding === undefined) throw misuse('No file was begun.');
    return adding;
  };
  const undoFile = async (): Promise<void> => {
    const ended = adding;
    adding = undefined;
    try {
      await rows.undoFile();
    } finally {
      ended?.end();
    }
  };
  const attempt = async <T>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (error) {
      throw await explained(parts, stage, error);
    }
  };
  const release = () => undoFile().finally(() => connection.close());
  return {
    files: () => meta.stages.files(run, stage),
    beginFile: (objectId, cells) =>
      attempt(async () => {
        if (adding !== undefined) throw misuse('The file before was not ended.');
        const end = await takeTurn(file, `${stage.id} ${objectId}`);
        adding = { objectId, place: stage.objectIds.indexOf(objectId), rows: 0, facts: '', isCommitted: false, end };
        try {
          if (!(await isAbsent(parts, stage, objectId))) return false;
          await rows.beginFile(cells);
          return true;
        } finally {
          if (!rows.isOpen) await undoFile();
        }
      }),
    write: async (bytes, count) => {
      current().rows += count;
      await rows.write(bytes, count);
    },
    endFile: (count, facts) =>
      attempt(async () => {
        const ending = current();
        if (ending.rows !== count) throw misuse(`${ending.rows} rows were written of a file of ${count}.`);
        ending.facts = facts;
        await rows.endFile();
        if (!ending.isCommitted) await commitFile(parts, stage, ending, async () => undefined);
        await undoFile();
      }),
    undoFile,
    release,
    [Symbol.asyncDispose]: release,
  };
}
