import type { Replica } from '../../contract/names.js';
import type { MysqlConnection } from './connection.js';
import { realName } from './names.js';
import type { Server } from './server.js';
import type { MysqlParts } from './settings.js';

/** What is known of all sessions of one database: whether the server lets a client send a file, once it was tried. */
export interface LocalInfile {
  isAllowed: boolean | undefined;
}

/** What everything needs that works on one table. */
export interface MysqlSession extends MysqlParts {
  readonly connection: MysqlConnection;
  readonly server: Server;
  readonly localInfile: LocalInfile;
  readonly replica: Replica;
  /** Name of the table in the database. */
  readonly table: string;
  /** What errors and notes name. */
  readonly subject: string;
}

/** How a table is called in messages. */
export function subjectOf({ ref }: Replica): string {
  return `${ref.namespace}.${ref.table}`;
}

/** The parts of a session that follow from its table. */
export function tableFacts(replica: Replica): Pick<MysqlSession, 'replica' | 'table' | 'subject'> {
  return { replica, table: realName(replica.target), subject: subjectOf(replica) };
}

/** Tells something out of the ordinary. */
export function note(session: Pick<MysqlSession, 'onNote' | 'subject'>, message: string): void {
  session.onNote?.(session.subject, message);
}
