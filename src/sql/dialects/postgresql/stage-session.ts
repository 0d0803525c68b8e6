import { sql } from 'kysely';
import { CodedError } from '../../../errors.js';
import type { MetaTables } from '../../contract/meta.js';
import type { Replica } from '../../contract/names.js';
import type { StageRecord, StageSession } from '../../contract/stage.js';
import type { PostgresqlConnection } from './connection.js';
import { sqlError } from './errors.js';
import { createFileCopies } from './file-copies.js';
import { cutName } from './names.js';
import { render } from './render.js';
import { readStage } from './stage-keeper.js';
import { setFile, stageError, stageTableOf } from './stage-table.js';
import { cellName } from './staging-columns.js';
import { BEGIN, runOf } from './work.js';

/** What a session that adds files is made of. */
export interface StageOpening {
  readonly connection: PostgresqlConnection;
  readonly meta: MetaTables;
  readonly stage: Replica & Pick<StageRecord, 'id'>;
  readonly onRelease: () => void;
}

/** See `Database.openStage`. Takes over the connection, whatever happens. */
export async function openStageSession(
  opening: StageOpening,
): Promise<{ stage: StageRecord; session: StageSession } | undefined> {
  const { connection, meta, stage, onRelease } = opening;
  const release = async (): Promise<void> => {
    onRelease();
    await connection.close();
  };
  try {
    const { namespace, table } = stage.ref;
    await connection.rows("SELECT pg_catalog.set_config('application_name', $1, false)", [
      cutName(`dap file of ${namespace}.${table}`),
    ]);
    const found = await readStage({ connection, meta }, stage);
    if (found?.id === stage.id) return { stage: found, session: createSession(opening, found, release) };
  } catch (error) {
    await release();
    throw sqlError(error, stage.target);
  }
  await release();
  return undefined;
}

/** Each file is a transaction: its line of the ledger, its rows, the end of the line. */
function createSession(
  { connection, meta }: StageOpening,
  stage: StageRecord,
  release: () => Promise<void>,
): StageSession {
  const run = runOf(connection);
  const { table, names } = stageTableOf(stage);
  const copies = createFileCopies({
    connection,
    target: stage.target,
    into: table,
    columnOf: (cell) => cellName(cell, names),
    inTransaction: false,
  });
  let objectId: string | undefined;

  const guard = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw stageError(error, stage);
    }
  };
  const undoFile = async (): Promise<void> => {
    if (objectId === undefined) return;
    await copies.undoFile();
    await guard(() => connection.execute('ROLLBACK'));
    objectId = undefined;
  };
  return {
    files: () => guard(() => meta.stages.files(run, stage)),
    beginFile: (id, cells) =>
      guard(async () => {
        if (objectId !== undefined) throw misuse('The file before was not ended.');
        await connection.execute(BEGIN);
        objectId = id;
        const place = await meta.stages.addFile(run, stage, id);
        if (place === undefined) {
          await undoFile();
          return false;
        }
        // Rows cannot be lost to a process that drops the table: it waits for the lock, or this one finds it gone.
        await connection.execute(render(sql`LOCK TABLE ${table} IN ROW EXCLUSIVE MODE`));
        await connection.execute(setFile(place));
        await copies.beginFile(cells);
        return true;
      }),
    write: copies.write,
    endFile: (rows, facts) =>
      guard(async () => {
        if (objectId === undefined) throw misuse('No file was begun.');
        const taken = await copies.endFile();
        if (taken !== rows) throw misuse(`The database has ${taken} rows of a file of ${rows}.`);
        await meta.stages.completeFile(run, stage, { objectId, rows, facts });
        await connection.commit();
        objectId = undefined;
      }),
    undoFile,
    release,
    [Symbol.asyncDispose]: release,
  };
}

function misuse(message: string): CodedError {
  return new CodedError('SQL_STATEMENT', { message });
}
