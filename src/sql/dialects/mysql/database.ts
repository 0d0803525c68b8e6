import { isCodedError } from '../../../errors.js';
import type { Database, LimiterStore, TableSession } from '../../contract/database.js';
import { LIMITS_TABLE, META_SCHEMA, type Replica } from '../../contract/names.js';
import { createHistory } from '../../meta/history.js';
import { connectMysql, createPool, type MysqlConnection, type MysqlPool } from './connection.js';
import { keepConnections } from './connections.js';
import { MARIADB_JSON_DEPTH, MYSQL_JSON_DEPTH, withJsonDepth } from './json-depth.js';
import { listTables } from './list.js';
import { busyError, takeLock } from './lock.js';
import { quote, realName } from './names.js';
import { settleLoad } from './open-loads.js';
import { prepareSession, readServer, type Server } from './server.js';
import { type LocalInfile, type MysqlSession, tableFacts } from './session.js';
import type { MysqlParts, MysqlSettings } from './settings.js';
import { settleLoads } from './settle-loads.js';
import { readStage } from './stage-keeper.js';
import { dropOrphanStages } from './stage-leftovers.js';
import { createStageSession } from './stage-session.js';
import { createTableSession } from './table-session.js';
import { mysqlTypes } from './types.js';

const LIMITER_TABLE = `${META_SCHEMA}__${LIMITS_TABLE}`;

/**
 * Opens a database of MySQL 8, or MariaDB from 10.6 on.
 *
 * @throws CodedError `SQL_CONNECTION`, `SQL_AUTHENTICATION`, `SQL_DIALECT_UNSUPPORTED`, `OPTIONAL_PACKAGE_MISSING`
 */
export async function openMysql(settings: MysqlSettings, parts: MysqlParts): Promise<Database> {
  const address = `${settings.host}:${settings.port}`;
  const first = await connectMysql(settings, address, 'database');
  try {
    const server = await readServer(first, address, settings.database, parts.lockWaitSeconds);
    await prepareSession(first, server);
    return createDatabase({ settings, parts, server, first });
  } catch (error) {
    await first.end();
    throw error;
  }
}

interface DatabaseParts {
  readonly settings: MysqlSettings;
  readonly parts: MysqlParts;
  readonly server: Server;
  readonly first: MysqlConnection;
}

function createDatabase({ settings, parts, server, first }: DatabaseParts): Database {
  const { meta } = parts;
  const localInfile: LocalInfile = { isAllowed: parts.useLocalInfile === false ? false : undefined };
  const connections = keepConnections(settings, server, first);
  const { shared } = connections;
  let pool: MysqlPool | undefined;
  /** What was done to tables before their sessions were opened, by the name of the table. */
  const settled = new Map<string, readonly string[]>();
  const sessionOf = async (replica: Replica, purpose: string): Promise<MysqlSession> => {
    const facts = tableFacts(replica);
    return { meta, ...facts, server, localInfile, connection: await connections.connect(facts.subject, purpose) };
  };
  const close = async (): Promise<void> => {
    await connections.close();
    await pool?.end();
  };
  return {
    dialect: 'mysql',
    types: withJsonDepth(mysqlTypes, server.isMariaDb ? MARIADB_JSON_DEPTH : MYSQL_JSON_DEPTH),
    loadFormat: 'load-data',
    prepare: async () => {
      const connection = await shared();
      await meta.create(connection.query);
      await meta.upgrade(connection.query);
      await settleLoads({ meta, server, localInfile, connection }, settled);
      await dropOrphanStages({ meta, server, connection });
    },
    now: async () => {
      const [row] = await (await shared()).query('SELECT UTC_TIMESTAMP(6) AS now');
      return `${String(row?.['now']).replace(' ', 'T')}Z`;
    },
    open: async (replica, purpose, intent) => {
      const session = await sessionOf(replica, purpose);
      const opened = await openTable(session, () => connections.forget(session.connection), intent);
      const before = settled.get(session.table) ?? [];
      settled.delete(session.table);
      return { ...opened, notes: [...before, ...opened.notes] };
    },
    list: async () => listTables(await shared(), meta, server),
    countRows: async (replica) => {
      const table = quote(realName(replica.target));
      const [row] = await (await shared()).query(`SELECT COUNT(*) AS number FROM ${table}`);
      return Number(row?.['number']);
    },
    history: createHistory('mysql', async (work) => await work((await shared()).query)),
    openStage: async ({ id, ref, target }) => {
      const session = await sessionOf({ ref, target }, 'stage');
      return openStage(session, id, () => connections.forget(session.connection));
    },
    limiterStore: async (): Promise<LimiterStore> => {
      pool ??= await createPool(settings);
      return { kind: 'mysql', client: pool.client, schema: settings.database, table: LIMITER_TABLE };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The notes are those of the way here: what loads do besides comes with their own. */
async function openTable(
  session: MysqlSession,
  onRelease: () => void,
  intent: 'drop' | undefined,
): Promise<TableSession & { notes: string[] }> {
  try {
    if (!(await takeLock(session))) throw await busyError(session);
    await settleLoad(session).catch((error: unknown) => {
      // What a unique index hinders goes with the table.
      if (intent !== 'drop' || !isCodedError(error, 'SQL_UNIQUE_INDEX')) throw error;
    });
    return { ...createTableSession(session, onRelease), notes: session.notes.splice(0) };
  } catch (error) {
    onRelease();
    await session.connection.end();
    throw error;
  }
}

/** A session that adds files to a stage; undefined when the stage is not there any more. */
async function openStage(
  session: MysqlSession,
  id: string,
  onRelease: () => void,
): ReturnType<NonNullable<Database['openStage']>> {
  const end = async (): Promise<void> => {
    onRelease();
    await session.connection.end();
  };
  try {
    const stage = await readStage(session);
    if (stage?.id === id) return { stage, session: await createStageSession(session, stage, onRelease) };
    await end();
    return undefined;
  } catch (error) {
    await end();
    throw error;
  }
}
