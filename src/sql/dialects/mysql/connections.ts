import { connectMysql, type MysqlConnection } from './connection.js';
import { prepareSession, type Server } from './server.js';
import type { MysqlSettings } from './settings.js';

/** The connections of one database that is open. */
export interface Connections {
  /** A connection of its own for a table. */
  connect(subject: string, purpose: string): Promise<MysqlConnection>;
  /** The connection for all that is about no single table; made again when the server has ended it. */
  shared(): Promise<MysqlConnection>;
  /** The connection has ended, or its user ends it. */
  forget(connection: MysqlConnection): void;
  /** Ends all of them. */
  close(): Promise<void>;
}

/** @param first - a connection that is prepared already */
export function keepConnections(settings: MysqlSettings, server: Server, first: MysqlConnection): Connections {
  const open = new Set<MysqlConnection>([first]);
  let general = first;
  const connect = async (subject: string, purpose: string): Promise<MysqlConnection> => {
    const connection = await connectMysql(settings, subject, purpose);
    open.add(connection);
    await prepareSession(connection, server).catch(async (error: unknown) => {
      open.delete(connection);
      await connection.end();
      throw error;
    });
    return connection;
  };
  return {
    connect,
    shared: async () => {
      if (general.isLost()) {
        open.delete(general);
        general = await connect(server.address, 'database');
      }
      return general;
    },
    forget: (connection) => open.delete(connection),
    close: async () => {
      await Promise.all([...open].map((connection) => connection.end()));
      open.clear();
    },
  };
}
