import type { MetaTables } from '../../contract/meta.js';
import type { Replica } from '../../contract/names.js';
import type { MysqlConnection } from './connection.js';
import { realName } from './names.js';
import type { Server } from './server.js';

/** What is known of all sessions of one database: whether the server lets a client send a file, once it was tried. */
export interface LocalInfile {
  isAllowed: boolean | undefined;
}

/** What everything needs that works on one table. */
export interface MysqlSession {
  readonly meta: MetaTables;
  readonly connection: MysqlConnection;
  readonly server: Server;
  readonly localInfile: LocalInfile;
  readonly replica: Replica;
  /** Name of the table in the database. */
  readonly table: string;
  /** What errors and notes name. */
  readonly subject: string;
  /** What was done besides, a sentence each: loads and merges hand it on. */
  readonly notes: string[];
}

/** How a table is called in messages. */
function subjectOf({ ref }: Replica): string {
  return `${ref.namespace}.${ref.table}`;
}

/** The parts of a session that follow from its table. */
export function tableFacts(replica: Replica): Pick<MysqlSession, 'replica' | 'table' | 'subject' | 'notes'> {
  return { replica, table: realName(replica.target), subject: subjectOf(replica), notes: [] };
}

/** Keeps something out of the ordinary for the one who tells it. */
export function note(session: MysqlSession, message: string): void {
  session.notes.push(message);
}
