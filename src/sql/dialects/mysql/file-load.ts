import { CodedError } from '../../../errors.js';
import type { MysqlConnection, Outcome } from './connection.js';
import { insertHead, valueLists } from './insert-rows.js';
import { judgeInsert, judgeLoad, refused } from './load-result.js';
import { type LoadTarget, loadStatement } from './load-target.js';
import { RowSource } from './row-source.js';

/** Rows of one file on their way into a table. The transaction is the caller's. */
export interface FileLoad {
  write(bytes: Uint8Array, rows: number): Promise<void>;
  /**
   * All rows are written.
   *
   * @throws CodedError `SQL_ROW_REFUSED` when the table does not hold them as they were sent.
   */
  finish(): Promise<void>;
  /** No more rows come, and those that were written do not count. Does not throw. */
  cancel(): Promise<void>;
}

/** What both ways to load need. */
export interface FileLoadOptions {
  readonly connection: MysqlConnection;
  /** What errors name. */
  readonly subject: string;
  readonly target: LoadTarget;
  readonly maxPacketBytes: number;
}

const CHUNK_BYTES = 1_048_576;

/** Loads by `LOAD DATA LOCAL INFILE`, fed from our own stream. */
export function startLoadData(options: FileLoadOptions): FileLoad {
  const { connection, subject, target } = options;
  const source = new RowSource(Math.min(CHUNK_BYTES, Math.floor(options.maxPacketBytes / 2)));
  let sent = 0;
  let isFinished = false;
  const ended = connection.load(loadStatement(target), source).then(
    (outcome): Outcome | Error => (isFinished ? outcome : refused(subject, 'it answered before the last row')),
    (error: Error): Error => error,
  );
  void ended.then((result) => {
    if (result instanceof Error) source.stop(result);
  });
  const end = async (): Promise<Outcome> => {
    if (!isFinished) {
      isFinished = true;
      await source.finish();
    }
    const result = await ended;
    if (result instanceof Error) throw result;
    return result;
  };
  return {
    write: async (bytes, rows) => {
      sent += rows;
      await source.add(bytes);
    },
    finish: async () => judgeLoad(connection, subject, await end(), sent),
    cancel: async () => {
      // The server reads on until the end of the file; what it made of the rows is rolled back by the caller.
      await end().catch(() => undefined);
    },
  };
}

/** Loads by INSERTs of many rows, for a server that forbids the other way. In strict mode it refuses what does not fit. */
export function startInserts({ connection, subject, target, maxPacketBytes }: FileLoadOptions): FileLoad {
  const head = insertHead(target);
  const limit = Math.min(CHUNK_BYTES, maxPacketBytes - CHUNK_BYTES / 64);
  let lists: string[] = [];
  let bytesOfLists = 0;
  let sent = 0;
  let stored = 0;
  const flush = async (): Promise<void> => {
    if (lists.length === 0) return;
    const outcome = await connection.execute(head + lists.join(','));
    await judgeInsert(connection, subject, outcome);
    stored += lists.length;
    lists = [];
    bytesOfLists = 0;
  };
  const add = async (list: string): Promise<void> => {
    const bytes = Buffer.byteLength(list);
    if (bytes + head.length > maxPacketBytes) {
      throw new CodedError('SQL_STATEMENT', {
        message: `${subject}: a row of ${bytes} bytes is longer than max_allowed_packet (${maxPacketBytes}) of the server.`,
      });
    }
    if (bytesOfLists + bytes + head.length > limit) await flush();
    lists.push(list);
    bytesOfLists += bytes + 1;
  };
  return {
    write: async (bytes, rows) => {
      sent += rows;
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (const list of valueLists(buffer, target.cells, target.filled)) await add(list);
    },
    finish: async () => {
      await flush();
      if (stored !== sent) throw refused(subject, `${sent} rows were sent, ${stored} written`);
    },
    cancel: async () => {
      lists = [];
    },
  };
}
