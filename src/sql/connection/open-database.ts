import { hasCode } from '../../util/has-code.js';
import { loadPackage } from '../../util/load-package.js';
import type { Database } from '../contract/database.js';
import type { MetaTables } from '../contract/meta.js';
import type { ConnectionEvents, DatabaseAddress, ServerAddress, ServerSettings } from './connection-options.js';
import { tlsOptions } from './tls-options.js';

/** Opens a database; only then is the code of its dialect loaded. */
export async function openDatabase(address: DatabaseAddress, events: ConnectionEvents = {}): Promise<Database> {
  const { createMetaTables } = await loadPackage('kysely', () => import('../meta/meta-tables.js'));
  const meta = createMetaTables(address.dialect);
  if (address.dialect === 'duckdb') {
    const { openDuckdb } = await import('../dialects/duckdb/index.js');
    return await openDuckdb({ path: address.path }, { meta });
  }
  const settings = await serverSettings(address);
  if (address.dialect === 'postgresql') {
    const { openPostgresql } = await import('../dialects/postgresql/index.js');
    return await openPostgresql(settings, { meta, onWarning: events.onWarning });
  }
  return await openMysqlDatabase(settings, meta);
}

/** The driver's own code for a server that does not offer TLS. */
const NO_TLS = 'HANDSHAKE_NO_SSL_SUPPORT';

/** Whether the server offers TLS shows when it is asked for it. */
async function openMysqlDatabase(settings: ServerSettings, meta: MetaTables): Promise<Database> {
  const { openMysql } = await import('../dialects/mysql/index.js');
  const { host, port, user, password, database, applicationName, connect, tls, tlsMode } = settings;
  const server = {
    ...{ host, port, user, database, applicationName },
    ...(password === undefined ? {} : { password }),
    ...(connect === undefined ? {} : { connect }),
  };
  if (tls === false) return await openMysql({ ...server, tls }, { meta });
  const { rejectUnauthorized, servername: _name, checkServerIdentity: _check, ...certificates } = tls;
  try {
    const driverTls = { ...certificates, rejectUnauthorized, verifyIdentity: tlsMode === 'verify-full' };
    return await openMysql({ ...server, tls: driverTls }, { meta });
  } catch (error) {
    const isOptional = tlsMode === 'prefer' || tlsMode === 'allow';
    if (!isOptional || !(error instanceof Error) || !hasCode(error.cause, NO_TLS)) throw error;
    return await openMysql({ ...server, tls: false }, { meta });
  }
}

async function serverSettings(address: ServerAddress): Promise<ServerSettings> {
  const { dialect: _dialect, sslRootCert: _rootCert, sslCert: _cert, sslKey: _key, ...settings } = address;
  return { ...settings, tls: await tlsOptions(address) };
}
