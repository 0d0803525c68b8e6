import { Readable } from 'node:stream';
import { CodedError, isCodedError } from '../../../errors.js';
import { hasErrno } from './errors.js';
import { type FileLoad, startInserts, startLoadData } from './file-load.js';
import { type LoadTarget, loadStatement } from './load-target.js';
import { type MysqlSession, note } from './session.js';

/** The server, or the driver, refuses `LOCAL`. */
const LOCAL_FORBIDDEN = [1148, 3948, 3950, 4166];

/** Puts right how messages of the server name columns. */
export type Rename = (message: string) => string;

/**
 * Finds out how a file can be loaded into a table. The answer begins to load it: from then on the connection is in use
 * until the file has ended.
 */
export async function fileOpener(session: MysqlSession, target: LoadTarget, rename: Rename): Promise<() => FileLoad> {
  const options = { ...session, target, maxPacketBytes: session.server.maxPacketBytes };
  const start = (await canSendFiles(session, target)) ? startLoadData : startInserts;
  return () => renamed(start(options), rename);
}

/** An error for rows that were refused, with the columns by their names. */
export function renameRefusal(error: unknown, rename: Rename): unknown {
  if (!isCodedError(error, 'SQL_ROW_REFUSED')) return error;
  return new CodedError(error.code, { message: rename(error.message), details: error.details });
}

function renamed(load: FileLoad, rename: Rename): FileLoad {
  const rethrow = (error: unknown): never => {
    throw renameRefusal(error, rename);
  };
  return {
    write: (bytes, rows) => load.write(bytes, rows).catch(rethrow),
    finish: () => load.finish().catch(rethrow),
    cancel: load.cancel,
  };
}

/** Finds out whether the server takes files, by sending it an empty one; says so once if it does not. */
async function canSendFiles(session: MysqlSession, target: LoadTarget): Promise<boolean> {
  const { connection, localInfile } = session;
  if (localInfile.isAllowed !== undefined) return localInfile.isAllowed;
  try {
    await connection.load(loadStatement(target), Readable.from([]));
    localInfile.isAllowed = true;
  } catch (error) {
    if (!hasErrno(error, ...LOCAL_FORBIDDEN)) throw error;
    localInfile.isAllowed = false;
    note(
      session,
      'The server forbids LOAD DATA LOCAL (local_infile is off): rows are inserted, which takes about three times as long.',
    );
  }
  return localInfile.isAllowed;
}
